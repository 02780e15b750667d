//! The query itself: check, ask, render, and say how it went.

mod arrange;
mod ask;
mod conclude;
mod delivery;
mod dry_run;
mod forms;
mod names;
mod news;
mod offline;
mod pace;
mod places;
mod save;
mod session;
mod trace;
mod verdict;
mod wait;
mod warnings;
mod watch;

pub(super) use places::Named;

use std::io::Read as _;

use crate::api::endpoint::Endpoint;
use crate::cli::{Asked, Problem, QueryArgs, check, reads_stdin, rows};
use crate::commands::warn_if_exposed;
use crate::config::{self, Loaded, SetupError};
use crate::host::Host;
use crate::model::column::{self, Rows};
use crate::nearest::nearest;
use crate::query::Query;
use crate::query::{Form, Wanted};
use crate::render::Program;
use crate::report::{self, Report};
use crate::settings::{self, Settings, settle};
use crate::ui::{Manner, Pager, Ui};
use crate::vocabulary::ERROR_CODES;
use crate::vocabulary::Exit;

/// Everything about a query that was typed, checked.
struct Prepared {
    query: Query,
    wanted: Wanted,
    settings: Settings,
    config: Option<Loaded>,
    named: Named,
    program: Option<Program>,
}

impl Prepared {
    /// Finds the places where it is asked.
    fn finder<'a>(&'a self, args: &'a QueryArgs, host: &'a Host) -> places::Finder<'a> {
        places::Finder {
            host,
            config: self.config.as_ref(),
            endpoint: args.endpoint.as_deref(),
            named: &self.named,
            all_regions: args.all_regions,
            sandbox: args.sandbox,
        }
    }
}

/// Runs the query that was typed.
pub async fn run(args: &QueryArgs, host: &mut Host, ui: &Ui) -> Exit {
    if args.error_format.as_deref() == Some("json") {
        ui.speak_json();
    }
    let columns_asked = args.columns.as_deref().unwrap_or_default();
    if columns_asked.eq_ignore_ascii_case("help") {
        return report::print(columns(rows(args)).as_bytes(), ui);
    }
    let result = match prepare(args, host, ui) {
        Ok(prepared) => answer(args, prepared, host, ui).await,
        Err(report) => Err(report),
    };
    let exit = result.unwrap_or_else(|report| {
        report.tell(ui);
        report.exit
    });
    if args.strict && ui.has_warned() {
        exit.or_worse(Exit::Refused)
    } else {
        exit
    }
}

/// What `--columns help` prints.
fn columns(rows: Rows) -> String {
    let line = |column: &column::Column| format!("{:<16} {}\n", column.name, column.about);
    column::all(rows).iter().map(line).collect()
}

/// Checks everything, and tells all problems at once.
fn prepare(args: &QueryArgs, host: &mut Host, ui: &Ui) -> Result<Prepared, Report> {
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
    ui.set_manner(manner(args, host, &settings));
    let asked = Asked {
        form: settings.format,
        page_size: settings.page_size,
        stdin: stdin.as_deref(),
        now: host.clock.now(),
        zone: forms::zone(&settings, host),
    };
    let checked = check(args, &asked);
    let named = Named::read(args, host, &config, &mut problems);
    problems.extend(places(args, &named));
    problems.extend(eyes(args, host));
    let program = args.jq.as_deref().map(Program::compile).transpose();
    let told = program
        .as_ref()
        .err()
        .map(|error| Problem(format!("--jq: {error}")));
    problems.extend(told);
    let columnless = checked
        .as_ref()
        .is_ok_and(|(_, wanted)| forms::leaves_no_column(wanted));
    problems.extend(columnless.then(|| Problem("--columns leaves no column to show".to_owned())));
    match (checked, program) {
        (Ok((query, wanted)), Ok(program)) if problems.is_empty() => {
            let config = usable(config, args, ui)?;
            // A default may have given way.
            let settings = Settings {
                format: wanted.form,
                ..settings
            };
            Ok(Prepared {
                query,
                wanted,
                settings,
                config,
                named,
                program,
            })
        }
        (checked, _) => {
            problems.extend(checked.err().unwrap_or_default());
            Err(report::usage(&problems))
        }
    }
}

/// The profile file, if it can be used. The sandbox needs none, so that a broken one must not keep a newcomer from it.
fn usable(
    config: Result<Option<Loaded>, SetupError>,
    args: &QueryArgs,
    ui: &Ui,
) -> Result<Option<Loaded>, Report> {
    match config {
        Err(error) if args.sandbox && args.config.is_none() => {
            ui.warning(&format!("{error}; --sandbox goes on without it"));
            Ok(None)
        }
        config => config.map_err(|error| report::setup(&error)),
    }
}

async fn answer(
    args: &QueryArgs,
    prepared: Prepared,
    host: &mut Host,
    ui: &Ui,
) -> Result<Exit, Report> {
    if let Some(pager) = pager(host, &prepared.settings) {
        ui.set_pager(pager);
    }
    warnings(args, &prepared, host, ui);
    if args.strict && ui.has_warned() {
        return Ok(Exit::Usage);
    }
    if args.strict {
        ui.set_strict(Exit::Refused.code(), Exit::Refused.kind());
    }
    if args.dry_run {
        let (text, plan) = dry_run::text(args, &prepared, host)?;
        repairs(&plan.repaired, ui);
        if args.sandbox {
            ui.note("the embedded server takes a free port of 127.0.0.1 when it starts");
        }
        if args.all_regions {
            ui.note("then the query in each region that is listed");
        }
        if ask::in_two_phases(&prepared) {
            ui.note("then each invocation that was found is asked for by its ID, with IncludeOutput=true");
        }
        return Ok(report::print(text.as_bytes(), ui));
    }
    match &args.from {
        Some(file) => offline::run(file, args, prepared, host, ui),
        None => ask::run(args, prepared, host, ui).await,
    }
}

/// What standard input holds, if IDs are to be read from it.
fn read_ids(args: &QueryArgs, host: &mut Host) -> Option<String> {
    let taken = args
        .from
        .as_ref()
        .is_some_and(|from| from.as_os_str() == "-");
    let wanted = reads_stdin(args) && !taken;
    let mut bytes = Vec::new();
    if wanted {
        // Whatever could be read is checked; a broken pipe reads as its end.
        let _ = host.stdin.read_to_end(&mut bytes);
    }
    wanted.then(|| String::from_utf8_lossy(&bytes).into_owned())
}

/// Problems of what needs a terminal, or speaks to programs.
fn eyes(args: &QueryArgs, host: &Host) -> Vec<Problem> {
    let mut problems = Vec::new();
    if args.watch.is_some() && !host.terminal.stdout {
        problems.push(Problem(
            "--watch redraws in place, which needs a terminal".to_owned(),
        ));
    }
    if let Some(form) = args
        .error_format
        .as_deref()
        .filter(|form| !["text", "json"].contains(form))
    {
        problems.push(Problem(format!(
            "--error-format `{form}`: must be text or json"
        )));
    }
    problems
}

/// Problems of where to ask.
fn places(args: &QueryArgs, named: &places::Named) -> Vec<Problem> {
    let endpoint = args
        .endpoint
        .as_deref()
        .and_then(|text| Endpoint::parse(text).err());
    let endpoint = endpoint.map(|error| format!("--endpoint: {error}"));
    let several = named.regions.len() > 1 || named.profiles.len() > 1;
    let token = (several && args.next_token.is_some())
        .then(|| "--next-token belongs to one walk; name one region and one profile".to_owned());
    endpoint.into_iter().chain(token).map(Problem).collect()
}

/// How messages are said, from the first one on.
fn manner(args: &QueryArgs, host: &Host, settings: &Settings) -> Manner {
    Manner {
        no_notes: args.no_notes,
        strict: args
            .strict
            .then_some((Exit::Usage.code(), Exit::Usage.kind())),
        ..settings::manner(settings.color, host)
    }
}

/// The pager for a table on a terminal.
fn pager(host: &Host, settings: &Settings) -> Option<Pager> {
    let table = matches!(settings.format, Form::Table | Form::Wide);
    let paged = host.terminal.stdout && table && !settings.no_pager;
    let command = host
        .var("INVQ_PAGER")
        .or_else(|| host.var("PAGER"))
        .unwrap_or("less -FRX");
    let command: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
    (paged && command != ["cat"]).then(|| Pager {
        command,
        paging: host.paging.clone(),
        height: host.terminal.height.map_or(usize::MAX, usize::from),
    })
}

/// The service keeps records for so many days.
const KEPT_DAYS: i64 = 30;

/// What may go wrong later and can be said now.
fn warnings(args: &QueryArgs, prepared: &Prepared, host: &Host, ui: &Ui) {
    if let Some(loaded) = &prepared.config {
        warn_if_exposed(loaded, ui);
    }
    if args.plain_text && prepared.settings.format == Form::Output {
        ui.warning("with --plain-text the service replaces bytes that are not text; without it they survive");
    }
    slips(&args.error_code, ui);
    let oldest = host.clock.now().as_second() - KEPT_DAYS * 86_400;
    let since = prepared.query.filters.since;
    if args.from.is_none() && since.is_some_and(|since| since.as_second() < oldest) {
        ui.warning("--since: the service keeps records for 30 days, so older ones are gone");
    }
}

/// Codes that nobody knows may be new, or slips of the hand.
fn slips(typed: &[String], ui: &Ui) {
    let known = || ERROR_CODES.iter().map(|term| term.word);
    let codes = typed.iter().flat_map(|list| list.split(','));
    for code in codes
        .map(str::trim)
        .filter(|code| !code.contains(['*', '?']))
    {
        let known_as_it_is = known().any(|word| word.eq_ignore_ascii_case(code));
        if let Some(near) = nearest(code, known()).filter(|_| !known_as_it_is) {
            ui.note(&format!(
                "--error-code `{code}` is none that is known; did you mean `{near}`?"
            ));
        }
    }
}

fn repairs(repaired: &[&str], ui: &Ui) {
    if !repaired.is_empty() {
        let names = repaired.join(", ");
        ui.note(&format!(
            "the service ignores {names} beside an instance; filtered here instead"
        ));
    }
}
