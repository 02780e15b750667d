//! The query itself: check, ask, render, and say how it went.

use std::io::Read as _;
use std::sync::Arc;

use super::asker::{self, Connection};
use super::{dry_run, trace};
use crate::api::endpoint::{Endpoint, check_region};
use crate::cli::{Asked, Form, Problem, QueryArgs, check};
use crate::config::{self, Loaded};
use crate::engine::{Ended, Job, Step, Walked, walk};
use crate::exit::Exit;
use crate::host::{Host, Signal};
use crate::model::Origin;
use crate::query::{Plan, Query, plan};
use crate::render::{
    Commands, Detail, InvokeIds, Json, Lines, List, Look, Outputs, Remark, Renderer,
};
use crate::report::{self, Report};
use crate::settings::{Settings, settle};
use crate::ui::{Manner, OutputError, Ui, colored};

/// Bytes that are gathered before they are written, so that a page of large outputs is not held twice.
const WRITE_AT: usize = 64 * 1024;

/// Runs the query that was typed.
pub async fn run(args: &QueryArgs, host: &mut Host, ui: &Ui) -> Exit {
    match prepared(args, host, ui).await {
        Ok(exit) => exit,
        Err(report) => {
            report.tell(ui);
            report.exit
        }
    }
}

async fn prepared(args: &QueryArgs, host: &mut Host, ui: &Ui) -> Result<Exit, Report> {
    let stdin = read_ids(args, host);
    let config = config::load(host, args.config.as_deref());
    let defaults = config
        .as_ref()
        .ok()
        .and_then(Option::as_ref)
        .map(|loaded| &loaded.config.defaults);
    let mut problems = Vec::new();
    let settings = settle(
        args,
        host,
        &defaults.cloned().unwrap_or_default(),
        &mut problems,
    );
    let asked = Asked {
        form: settings.form,
        page_size: settings.page_size,
        stdin: stdin.as_deref(),
    };
    let checked = check(args, asked);
    problems.extend(places(args));
    let query = match checked {
        Ok(query) if problems.is_empty() => query,
        checked => {
            problems.extend(checked.err().unwrap_or_default());
            return Err(report::usage(&problems));
        }
    };
    let config = config.map_err(|error| report::config(&error))?;
    ui.set_manner(manner(args, host, &settings));
    warnings(args, &settings, config.as_ref(), ui);
    if args.dry_run {
        let (text, plan) = dry_run::text(args, &query, host, config.as_ref())?;
        repairs(&plan, ui);
        return Ok(written(ui.data(text.as_bytes()), ui));
    }
    ask(args, &query, &settings, host, config.as_ref(), ui).await
}

/// What standard input holds, if IDs are to be read from it.
fn read_ids(args: &QueryArgs, host: &mut Host) -> Option<String> {
    let wanted = args
        .ids
        .iter()
        .flat_map(|list| list.split(','))
        .any(|id| id.trim() == "-");
    let mut bytes = Vec::new();
    if wanted {
        // Whatever could be read is checked; a broken pipe reads as its end.
        let _ = host.stdin.read_to_end(&mut bytes);
    }
    wanted.then(|| String::from_utf8_lossy(&bytes).into_owned())
}

/// Problems of the region and the endpoint that were typed.
fn places(args: &QueryArgs) -> Vec<Problem> {
    let region = args
        .region
        .as_deref()
        .and_then(|region| check_region(region).err());
    let endpoint = args
        .endpoint
        .as_deref()
        .and_then(|text| Endpoint::parse(text).err());
    let region = region.map(|error| Problem(format!("--region: {error}")));
    let endpoint = endpoint.map(|error| Problem(format!("--endpoint: {error}")));
    region.into_iter().chain(endpoint).collect()
}

fn manner(args: &QueryArgs, host: &Host, settings: &Settings) -> Manner {
    let paged = host.terminal.stdout && settings.form == Form::Table && !settings.no_pager;
    let command = host
        .var("INVQ_PAGER")
        .or_else(|| host.var("PAGER"))
        .unwrap_or("less -FRX");
    let words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
    Manner {
        colored_stderr: colored(settings.color, |name| host.var(name), host.terminal.stderr),
        no_notes: args.no_notes,
        pager: (paged && words != ["cat"]).then_some(words),
        height: host.terminal.height.map_or(usize::MAX, usize::from),
    }
}

/// What may go wrong later and can be said now.
fn warnings(args: &QueryArgs, settings: &Settings, config: Option<&Loaded>, ui: &Ui) {
    let holds_secret = |loaded: &&Loaded| {
        let mut profiles = loaded.config.profiles.values();
        profiles.any(|p| p.access_key_secret.is_some() || p.security_token.is_some())
    };
    if let Some(loaded) = config
        .filter(|loaded| loaded.readable_by_others)
        .filter(holds_secret)
    {
        let path = &loaded.shown;
        ui.warning(&format!(
            "others can read the secrets in {path}; run  chmod 600 {path}"
        ));
    }
    if args.plain_text && settings.form == Form::Output {
        ui.warning("with --plain-text the service replaces bytes that are not text; without it they survive");
    }
}

fn repairs(plan: &Plan, ui: &Ui) {
    if !plan.repaired.is_empty() {
        let names = plan.repaired.join(", ");
        ui.note(&format!(
            "the service ignores {names} beside an instance, so it is filtered here"
        ));
    }
}

async fn ask(
    args: &QueryArgs,
    query: &Query,
    settings: &Settings,
    host: &mut Host,
    config: Option<&Loaded>,
    ui: &Ui,
) -> Result<Exit, Report> {
    let connection = asker::connection(args, host, config, settings).await?;
    let plan = plan(query, std::slice::from_ref(&connection.region));
    repairs(&plan, ui);
    let client = connection.client(host, trace::observer(args.verbose, ui))?;
    let origin = Arc::new(Origin {
        region: connection.region.clone(),
        profile: connection.asker.profile.clone(),
    });
    let job = |target| Job {
        target,
        client: client.clone(),
        origin: Arc::clone(&origin),
    };
    let jobs: Vec<Job> = plan.targets.into_iter().map(job).collect();
    let targets = jobs.len();
    let mut renderer = renderer(query, settings, look(args, settings, host));
    let mut buffer = Vec::new();
    let walked = walk(jobs, query, settings.jobs, (host.interrupt)(), |step| {
        match step {
            Step::Row(row) => renderer.row(row, &mut buffer),
            Step::PageEnd => renderer.page_end(&mut buffer),
        }
        if matches!(step, Step::PageEnd) || buffer.len() >= WRITE_AT {
            ui.data(&buffer)?;
            buffer.clear();
        }
        Ok(())
    })
    .await;
    Ok(conclude(
        walked,
        query,
        renderer.as_mut(),
        &connection,
        targets,
        ui,
    ))
}

fn look(args: &QueryArgs, settings: &Settings, host: &Host) -> Look {
    let terminal = host.terminal.stdout;
    let width = host.terminal.width.map(usize::from).filter(|_| terminal);
    Look {
        terminal,
        width: settings.width.or(width),
        ascii: settings.ascii || !locale_is_utf8(host),
        color: colored(settings.color, |name| host.var(name), terminal),
        no_header: settings.no_header,
        raw: args.raw,
        program: program(args),
        zone: if settings.utc {
            jiff::tz::TimeZone::UTC
        } else {
            (host.time_zone)()
        },
        now: host.clock.now(),
    }
}

/// The command that asks the same place again: the flags that say whom to ask, as a shell reads them.
fn program(args: &QueryArgs) -> String {
    let config = args.config.as_ref().map(|path| path.display().to_string());
    let flags = [
        ("--profile", args.profile.as_ref()),
        ("--region", args.region.as_ref()),
        ("--endpoint", args.endpoint.as_ref()),
        ("--config", config.as_ref()),
    ];
    let mut words = vec!["invq".to_owned()];
    words.extend(args.sandbox.then(|| "--sandbox".to_owned()));
    for (flag, value) in flags {
        words.extend(value.map(|value| format!("{flag} {}", quoted(value))));
    }
    words.join(" ")
}

/// A word as a POSIX shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@,=%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Whether the locale's characters are UTF-8 (POSIX: the first of these that is set decides). Windows has no such thing.
fn locale_is_utf8(host: &Host) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| host.var(name));
    let utf8 = |locale: &str| locale.to_lowercase().replace('-', "").contains("utf8");
    cfg!(windows) || locale.is_some_and(utf8)
}

fn renderer(query: &Query, settings: &Settings, look: Look) -> Box<dyn Renderer> {
    let one = query.ids.pairs.is_empty() && query.ids.invocations.len() == 1;
    match settings.form {
        Form::Table if one => Box::new(Detail::new(look)),
        Form::Table => Box::new(List::new(look)),
        Form::Json => Box::new(Json::new(&look, query.include_output)),
        Form::Jsonl => Box::new(Lines::new(query.include_output)),
        Form::Ids => Box::new(InvokeIds),
        Form::Output => Box::new(Outputs::new(&look)),
        Form::Command => Box::new(Commands::new(&look)),
    }
}

/// Ends the result, tells what there is to tell, and settles the exit code.
fn conclude(
    walked: Walked,
    query: &Query,
    renderer: &mut dyn Renderer,
    connection: &Connection,
    targets: usize,
    ui: &Ui,
) -> Exit {
    let mut exit = match walked.ended {
        Ended::Output(error) => return written(Err(error), ui),
        Ended::Signal(Signal::Interrupt) => Exit::Interrupted,
        Ended::Signal(Signal::Terminate) => Exit::Terminated,
        Ended::Done | Ended::Limit => Exit::Success,
    };
    let whole = walked.failures.is_empty() && exit == Exit::Success;
    if walked.answered > 0 || whole {
        let mut last = Vec::new();
        let remarks = renderer.end(whole, &mut last);
        if let Err(error) = ui.data(&last) {
            return written(Err(error), ui);
        }
        // The user reads the pager before anything is said below it.
        ui.end();
        for remark in &remarks {
            tell(remark, ui);
        }
    }
    notes(&walked, query, targets, exit, ui);
    let reports = report::failures(&walked.failures, &connection.asker, targets);
    for report in &reports {
        report.tell(ui);
    }
    if let Some(first) = reports.first() {
        let all = walked.failures.len() == targets && walked.answered == 0;
        exit = exit.or_worse(if all || targets == 1 {
            first.exit
        } else {
            Exit::Partly
        });
    }
    if !walked.missing.is_empty() {
        let report = report::missing(&walked.missing, &connection.region, is_narrowed(query));
        report.tell(ui);
        exit = exit.or_worse(report.exit);
    }
    exit
}

fn tell(remark: &Remark, ui: &Ui) {
    match remark {
        Remark::Note(text) => ui.note(text),
        Remark::Warning(text) => ui.warning(text),
        Remark::Line(text) => ui.line(text),
    }
}

/// What the reader of the result must know about the walk.
fn notes(walked: &Walked, query: &Query, targets: usize, exit: Exit, ui: &Ui) {
    if walked.full > 0 {
        ui.note("10,000 records were read: the service keeps no more, so older ones are not in the list");
    }
    if walked.unordered > 0 {
        ui.note(&format!(
            "{} of {targets} requests did not answer newest first, so the merged list is not in order either",
            walked.unordered
        ));
    }
    let interrupted = exit != Exit::Success;
    if !(query.one_page || interrupted) {
        return;
    }
    for (target, page) in walked
        .left_off
        .iter()
        .filter(|(_, page)| page.token.is_some())
    {
        let place = if targets > 1 {
            format!("{}: ", target.label())
        } else {
            String::new()
        };
        ui.note(&format!(
            "{place}there is more; {}",
            report::resume_with(page)
        ));
    }
}

/// Whether something else than IDs was asked for, so that an ID may exist and still not match.
fn is_narrowed(query: &Query) -> bool {
    let texts = [&query.command_name, &query.resource_group];
    let words = [query.command_type, query.repeat_mode];
    texts.iter().any(|text| text.is_some())
        || words.iter().any(Option::is_some)
        || !query.statuses.is_empty()
        || !query.tags.is_empty()
        || query.timed.is_some()
}

/// The exit after a write.
fn written(result: Result<(), OutputError>, ui: &Ui) -> Exit {
    let Err(error) = result else {
        return Exit::Success;
    };
    ui.end();
    match (&error, report::output(&error)) {
        (OutputError::PagerLeft, _) => Exit::Success,
        (_, Some(report)) => {
            report.tell(ui);
            report.exit
        }
        (_, None) => Exit::PipeClosed,
    }
}
