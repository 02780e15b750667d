//! The query itself, in five steps: what was asked, where its rows come from, what writes them, the rows, and the exit code.

mod arrange;
mod before;
mod conclude;
mod delivery;
mod dry_run;
mod failed_outputs;
mod forms;
mod full;
mod grep;
mod growing;
mod health;
mod host_names;
mod into;
mod names;
mod places;
mod progress;
mod reports;
mod resolve;
mod rows;
mod save;
mod saved;
mod source;
mod stream;
mod trace;
mod two_phases;
mod verdict;
mod wait;
mod wait_progress;
mod warnings;
mod watch;

use delivery::Delivery;
use full::FullOutputs;
use health::Health;
use reports::Reports;
use source::Source;

use crate::cli::{self, Problem, QueryArgs};
use crate::host::Host;
use crate::model::column::{self, Rows};
use crate::query::Form;
use crate::render::Program;
use crate::report::{self, Report};
use crate::request::{Request, RequestError};
use crate::ui::{Pager, Ui};
use crate::vocabulary::Exit;

/// Runs the query that was typed.
pub async fn run(args: &QueryArgs, host: &mut Host, ui: &Ui) -> Exit {
    if args.connection.error_format.as_deref() == Some("json") {
        ui.speak_json();
    }
    let columns_asked = args.result.columns.as_deref().unwrap_or_default();
    if columns_asked.eq_ignore_ascii_case("help") {
        return report::print(columns(cli::rows(args)).as_bytes(), ui);
    }
    match read(args, host, ui) {
        Ok((request, program)) => reported(&request, program, host, ui).await,
        Err(report) => report.end(ui),
    }
}

/// Answers, and writes the reports of that, however it ends.
async fn reported(request: &Request, program: Option<Program>, host: &mut Host, ui: &Ui) -> Exit {
    let mut reports = match Reports::open(request, host, ui) {
        Ok(reports) => reports,
        Err(report) => return report.end(ui),
    };
    let answered = answer(request, program, host, ui, &mut reports).await;
    let exit = answered.unwrap_or_else(|report| report.end(ui));
    reports.write(if request.strict && ui.has_warned() {
        exit.or_worse(Exit::Refused)
    } else {
        exit
    })
}

/// Opens the source, hands its rows to the sink, and concludes.
async fn answer(
    request: &Request,
    program: Option<Program>,
    host: &mut Host,
    ui: &Ui,
    reports: &mut Reports<'_>,
) -> Result<Exit, Report> {
    if let Some(pager) = pager(host, request) {
        ui.set_pager(pager);
    }
    for (level, text) in &request.messages {
        ui.say(*level, text);
    }
    if request.strict && ui.has_warned() {
        return Ok(Exit::Usage);
    }
    if request.strict {
        ui.set_strict(Exit::Refused.code(), Exit::Refused.kind());
    }
    if request.dry_run {
        return dry_run::run(request, host, ui);
    }
    let mut source = Source::open(request, host, ui).await?;
    resolve::run(&mut source).await?;
    if let Some(every) = request.wanted.watch {
        return watch::run(&source, every).await;
    }
    if let Some(root) = &request.wanted.into {
        return into::run(&mut source, root).await;
    }
    let options = forms::options(&source);
    let grep = forms::grep(request, &options);
    let sink = forms::sink(&source, options, program)?;
    let compares = request.wanted.diff.is_some();
    let mut delivery = Delivery::new(sink, ui)
        .searching(grep)
        .naming(host_names::of(&source))
        .asking(Health::of(&source))
        .completing(FullOutputs::of(&source))
        .reporting(reports.rows(&source))
        .holding(compares);
    let mut walked = rows::rows(&mut source, &mut delivery).await?;
    let mut exit = Exit::Success;
    if compares {
        exit = before::rows(&source, &mut walked, &mut delivery).await;
    }
    let concluded = conclude::conclude(&walked, &source, delivery).await;
    reports.conclude(&walked);
    Ok(concluded.or_worse(exit))
}

/// Everything that was asked, and the compiled program of `--jq`.
fn read(args: &QueryArgs, host: &mut Host, ui: &Ui) -> Result<(Request, Option<Program>), Report> {
    let program = args.result.jq.as_deref().map(Program::compile).transpose();
    let wrong = program.as_ref().err().map(|error| format!("--jq: {error}"));
    let request = Request::read(args, host, ui, |wanted| {
        let columnless = wanted.is_some_and(forms::leaves_no_column);
        let columnless = columnless.then(|| "--columns leaves no column to show".to_owned());
        wrong.into_iter().chain(columnless).map(Problem).collect()
    });
    let request = request.map_err(|error| match error {
        RequestError::Usage(problems) => report::usage(&problems),
        RequestError::Config(error) => report::setup(&error),
    })?;
    Ok((request, program.unwrap_or_default()))
}

/// What `--columns help` prints.
fn columns(rows: Rows) -> String {
    let line = |column: &column::Column| format!("{:<16} {}\n", column.name, column.about);
    column::all(rows).iter().map(line).collect()
}

/// Lines that may stand below a table: a blank one, the counts, and where to look.
const BELOW: usize = 3;

/// The pager for a table on a terminal.
fn pager(host: &Host, request: &Request) -> Option<Pager> {
    let table = matches!(request.wanted.form, Form::Table | Form::Wide);
    let paged = host.terminal.stdout && table && !request.settings.no_pager;
    let command = host
        .var("INVQ_PAGER")
        .or_else(|| host.var("PAGER"))
        .unwrap_or("less -FRX");
    let command: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
    (paged && command != ["cat"]).then(|| Pager {
        command,
        paging: host.paging.clone(),
        height: host.terminal.height.map_or(usize::MAX, |height| {
            usize::from(height).saturating_sub(BELOW)
        }),
    })
}
