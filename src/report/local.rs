//! Failures on this side: what was typed, the profile file, the identity, the output.

use std::path::{Path, PathBuf};

use super::Report;
use crate::api::error::{TransportError, TransportErrorKind};
use crate::archive::Damages;
use crate::cli::{Problem, hint};
use crate::config::SetupError;
use crate::sandbox::SandboxError;
use crate::ui::{OutputError, Ui};
use crate::vocabulary::{EVERY_REBOOT, Exit, PERIOD};

/// Everything that was typed wrong, at once.
pub fn usage(problems: &[Problem]) -> Report {
    let report = match problems {
        [Problem(only)] => Report::new(Exit::Usage, only),
        several => {
            let message = format!("{} problems, nothing was sent", several.len());
            let told = |report: Report, Problem(problem): &Problem| report.context(problem);
            several.iter().fold(Report::new(Exit::Usage, message), told)
        }
    };
    report.hint(hint(problems))
}

/// No profile file, identity, region or endpoint that can be used.
pub fn setup(error: &SetupError) -> Report {
    Report {
        context: error.context.clone(),
        hint: Some(error.hint.clone()).filter(|hint| !hint.is_empty()),
        ..Report::new(Exit::Identity, &error.message)
    }
}

/// A word that `invq explain` does not know.
pub fn unknown_term(word: &str, near: &[String]) -> Report {
    let report = Report::new(Exit::Usage, format!("`{word}` is no term that invq knows"));
    match near {
        [] => report.hint("`invq explain` lists the topics"),
        [only] => report.hint(format!("did you mean `invq explain {only}`?")),
        [first, rest @ ..] => report
            .context(format!("near it  {first}, {}", rest.join(", ")))
            .hint(format!("did you mean `invq explain {first}`?")),
    }
}

/// An ID where a word was expected.
pub fn id_to_explain(id: &str) -> Report {
    Report::new(Exit::Usage, format!("`{id}` is an ID, not a term"))
        .hint(format!("`invq {id}` looks it up"))
}

/// An identity that does not say where to ask.
pub fn unplaced() -> Report {
    Report::new(Exit::Identity, "no region is given").hint("give it a region")
}

/// The directory for `--save` cannot be made.
pub fn save(directory: &Path, error: &std::io::Error) -> Report {
    Report::new(
        Exit::Usage,
        format!("cannot write into {}: {error}", directory.display()),
    )
    .hint("name a directory, or a place where one can be made")
}

/// A file for `--report` that cannot be written.
pub fn unwritable_report(path: &Path, error: &std::io::Error) -> Report {
    let message = format!("--report: cannot write {}: {error}", path.display());
    Report::new(Exit::Usage, message).hint("name a file in a directory that takes one")
}

/// Two reports that would be one file.
pub fn same_report(path: &Path) -> Report {
    let message = format!("--report: {} is named twice", path.display());
    Report::new(Exit::Usage, message).hint("give each report a file of its own")
}

/// A report that was not written after all.
pub fn unwritten_report(path: &Path, error: &std::io::Error) -> Report {
    let message = format!("cannot write the report {}: {error}", path.display());
    Report::new(Exit::Temporary, message).hint("make room, or write to another place")
}

/// A directory that records cannot be kept in.
pub fn no_archive(root: &Path, why: &str) -> Report {
    let text = format!("{} cannot be kept in: {why}", root.display());
    Report::new(Exit::Usage, text)
        .hint("--into takes an archive, or a directory that is empty or not there")
}

/// An archive that takes no more records.
pub fn unkept(root: &Path, error: &std::io::Error) -> Report {
    let text = format!(
        "not everything could be kept in {}: {error}",
        root.display()
    );
    Report::new(Exit::Temporary, text)
        .hint("what was kept is whole; the next run with --into keeps the rest")
}

/// Files of saved answers, as messages call them.
#[must_use]
pub fn saved_name(files: &[PathBuf]) -> String {
    let name = |path: &PathBuf| {
        if path.as_os_str() == "-" {
            return "standard input".to_owned();
        }
        path.display().to_string()
    };
    let first = files.first().map(name).unwrap_or_default();
    match files.len() {
        0 | 1 => first,
        2 => format!("{first} and 1 other"),
        more => format!("{first} and {} others", more - 1),
    }
}

/// A file for `--from` that cannot be read.
pub fn unreadable_file(file: &str, why: &str) -> Report {
    Report::new(
        Exit::Usage,
        format!("{file} cannot be read as saved answers: {why}"),
    )
    .hint("--from takes -o api, json and jsonl of invq, the JSON of the vendor's CLI, and archives of --into")
}

/// What of saved answers cannot be read, while the rest can.
pub fn damaged(damage: &Damages) -> Option<Report> {
    let told = damage.first.iter().map(|damage| {
        let place = match damage.line {
            Some(line) => format!("line {line} of {}", damage.path.display()),
            None => damage.path.display().to_string(),
        };
        format!("{place}: {}", damage.why)
    });
    let more = damage.count - damage.first.len();
    let more = (more > 0).then(|| format!("and {more} more"));
    let context: Vec<String> = told.chain(more).collect();
    let message = match damage.count {
        0 => return None,
        1 => "a part of what was saved is damaged and is not in the result".to_owned(),
        parts => format!("{parts} parts of what was saved are damaged and not in the result"),
    };
    let report = Report::new(Exit::Partly, message);
    let report = context.into_iter().fold(report, Report::context);
    Some(report.hint("move what is damaged away to read the rest as a whole"))
}

/// Files among saved answers that hold something else.
#[must_use]
pub fn other_files(files: &[PathBuf]) -> Option<String> {
    let first = files.first()?.display();
    Some(match files.len() {
        1 => format!("{first} holds no saved answers by its name, and was left out"),
        more => format!(
            "{more} files such as {first} hold no saved answers by their names, and were left out"
        ),
    })
}

/// Saved answers that do not say what was printed.
#[must_use]
pub fn saved_without_output(file: &str) -> String {
    format!(
        "{file} was saved without output; save it with --include-output to see what was printed"
    )
}

/// What was there a moment ago, and is not any longer where its output is asked for.
#[must_use]
pub fn vanished(ids: &[String]) -> String {
    format!(
        "the service shows no output of {}, which it named before",
        ids.join(", ")
    )
}

/// Names of instances that could not be asked for.
#[must_use]
pub fn unnamed(refused: &Report) -> String {
    format!("{}; instances stay without names", refused.message)
}

/// Saved answers of which the last page says that there is another.
#[must_use]
pub fn saved_in_part(file: &str) -> String {
    format!(
        "the last page in {file} says that there is another, which was not saved; what is on it is not in the result"
    )
}

/// Saved answers of which not everything is read.
#[must_use]
pub fn older_runs(file: &str) -> String {
    format!(
        "{file} holds several runs of an instance, of which the newest is read; --history reads all of them"
    )
}

/// IDs that are not among saved answers.
pub fn not_saved(ids: &[String], file: &str) -> Report {
    Report::new(
        Exit::NothingThere,
        format!("not found in {}: {}", file, ids.join(", ")),
    )
    .hint("check the ID; the file holds what was asked for when it was saved, and no more")
}

/// Output wanted for more invocations than anybody is likely to mean.
pub fn too_many_outputs(matched: usize, most: usize) -> Report {
    Report::new(
        Exit::Usage,
        format!("output of {matched} invocations is wanted, and each is a request of its own"),
    )
    .context(format!(
        "more than {most} are asked for only when --limit or --since says so"
    ))
    .hint("narrow it by ID, --status, --tag or --since, or name a --limit")
}

/// Far more hosts than anybody is likely to mean.
pub fn too_many_hosts(hits: usize, most: usize) -> Report {
    Report::new(
        Exit::Usage,
        format!("--host names {hits} instances, and each is a request of its own"),
    )
    .context(format!(
        "more than {most} are asked for only when --limit or --since says so"
    ))
    .hint("narrow the name, or name a --limit")
}

/// No host has such a name; `near` is one that may have been meant, `none` says that none was told at all.
pub fn no_host(names: &[String], regions: &[String], near: Option<&str>, none: bool) -> Report {
    let names = names.join("` or `");
    let report = Report::new(
        Exit::NothingThere,
        format!("no instance is called `{names}` in {}", anywhere(regions)),
    );
    match near {
        Some(near) => report.hint(format!("did you mean `{near}`?")),
        None if none => report
            .context("no instance was told at all; an identity that may not list them is told none")
            .hint("check the region (`--region`), and the action ecs:DescribeInstances"),
        None => report.hint("check the name, in which case counts, and the region (`--region`)"),
    }
}

/// No saved record has an instance of such a name.
pub fn no_saved_host(names: &[String]) -> Report {
    let names = names.join("` or `");
    Report::new(
        Exit::NothingThere,
        format!("no saved record has an instance called `{names}`"),
    )
    .hint("names are saved with --hosts")
}

/// An execution of OOS that started nothing here.
pub fn nothing_started(executions: &[String], regions: &[String]) -> Report {
    Report::new(
        Exit::NothingThere,
        format!(
            "no invocation was started by {} in {}",
            executions.join(", "),
            anywhere(regions)
        ),
    )
    .context("an execution is looked up by the ID of its task")
    .hint("check the ID, and the region (`--region`)")
}

/// A wait for a task that does not end.
pub fn endless_wait(id: &str, mode: &str) -> Report {
    let why = match mode {
        PERIOD => "it runs on a schedule, again and again",
        EVERY_REBOOT => "it runs at every start of its instances",
        _ => "it waits for the next start of its instances",
    };
    Report::new(Exit::Usage, format!("`{id}` does not end by itself: {why}"))
        .context(format!("its RepeatMode is {mode}"))
        .hint(format!("`invq {id}` shows its latest run"))
}

/// A verdict on nothing, where IDs were read and there was none.
pub fn no_id_to_judge() -> Report {
    let message = "there is no ID on standard input, so there is no verdict";
    Report::new(Exit::NothingThere, message)
}

/// A verdict on nothing of what was saved.
pub fn nothing_saved_to_judge() -> Report {
    let message = "nothing matched, so there is no verdict";
    Report::new(Exit::NothingThere, message)
}

/// A verdict on tasks that do not end by themselves, and nothing else.
pub fn only_endless(tasks: usize) -> Report {
    let what = match tasks {
        1 => "1 task matched, which does not end by itself".to_owned(),
        several => format!("{several} tasks matched, which do not end by themselves"),
    };
    Report::new(
        Exit::NothingThere,
        format!("{what}, so there is no verdict"),
    )
    .hint("--history shows the past runs of such a task, and --timed lists the live ones")
}

/// Invocations that a wait without a deadline has lost sight of.
pub fn gone(ids: &[String]) -> Report {
    let message = format!(
        "no longer in the answers of the service: {}",
        ids.join(", ")
    );
    Report::new(Exit::NothingThere, message)
        .context("for five minutes no answer has held all that is waited for; the result shows the last known state")
        .hint("check the invocation, and whether its instances still exist")
}

/// A run to compare with was looked for, and there is none: among so many, where not all were looked at.
pub fn nothing_before(id: &str, most: Option<usize>) -> Report {
    let message = format!("no run before `{id}` was found to compare it with");
    let report = Report::new(Exit::NothingThere, message).context(
        "none of the same CommandId, nor of a command with its name and type, has ended before it",
    );
    let report = match most {
        None => report,
        Some(most) => report.context(format!(
            "the newest {most} of each were looked at; the service keeps records for 30 days"
        )),
    };
    report.hint("name the run to compare it with: --diff=t-…")
}

/// A verdict on nothing.
pub fn nothing_to_judge() -> Report {
    nothing_saved_to_judge()
        .context("right after a run was started the service may not show it yet")
        .hint("name the invocation's ID with --wait, which looks for it a while")
}

/// IDs that nothing was found for, or no past run where the `history` was asked.
pub fn missing(ids: &[String], regions: &[String], narrowed: bool, history: bool) -> Report {
    let region = anywhere(regions);
    let message = match ids {
        ids if history => format!("no past run was found in {region}: {}", ids.join(", ")),
        [only] => format!("`{only}` was not found in {region}"),
        several => format!("not found in {region}: {}", several.join(", ")),
    };
    let report = Report::new(Exit::NothingThere, message);
    let report = if narrowed {
        report.context("together with the other selectors that were given")
    } else {
        report
    };
    report
        .context("the service keeps records for 30 days, and at most 10,000")
        .hint(if history {
            "leave --history out to see whether there is such a task, and whether it has run yet"
        } else {
            "check the ID, and the region (`--region`)"
        })
}

/// The regions that were asked, in words.
fn anywhere(regions: &[String]) -> String {
    match regions {
        several if several.len() > 3 => format!("any of {} regions", several.len()),
        few => few.join(" or "),
    }
}

/// Prints a text, and gives the exit after it.
#[must_use]
pub fn print(text: &[u8], ui: &Ui) -> Exit {
    ui.data(text)
        .map_or_else(|error| unwritten(&error, ui), |()| Exit::Success)
}

/// The exit when something could not be written. A reader that closed the pipe is told nothing: it is gone.
#[must_use]
pub fn unwritten(error: &OutputError, ui: &Ui) -> Exit {
    ui.end();
    match error {
        OutputError::PagerLeft => Exit::Success,
        OutputError::Closed => Exit::PipeClosed,
        OutputError::Failed(_) => {
            let report = Report::new(Exit::Temporary, error.to_string());
            report.hint("make room, or write to another place").end(ui)
        }
    }
}

/// A file for the embedded server that cannot be read.
pub fn unreadable_data(path: &Path, error: &std::io::Error) -> Report {
    Report::new(
        Exit::Usage,
        format!("cannot read {}: {error}", path.display()),
    )
}

/// The embedded server did not start.
pub fn sandbox(error: &SandboxError) -> Report {
    let exit = match error {
        SandboxError::Listen { .. } => Exit::Temporary,
        _ => Exit::Usage,
    };
    let cause = std::error::Error::source(error).map(ToString::to_string);
    let report = Report::new(exit, error.to_string());
    cause.into_iter().fold(report, Report::context)
}

/// This machine cannot even begin to make connections.
pub fn transport_setup(error: &TransportError) -> Report {
    match error.kind {
        TransportErrorKind::ProxySetting(variable) => Report::new(Exit::Usage, error.to_string())
            .hint(format!(
                "correct `{variable}`, unset it, or list the host in NO_PROXY"
            )),
        _ => Report::new(Exit::Temporary, error.to_string())
            .hint("check this machine's certificates"),
    }
}
