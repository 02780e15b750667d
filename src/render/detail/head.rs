//! The lines above the instances: everything that the service tells of the invocation itself.

use super::super::OutputOptions;
use super::super::grid::{Grid, GridCell, GridColumn};
use super::super::layout::Give;
use super::super::words::{mark, moment, outcome, plural, safe_text, status};
use super::join;
use crate::model::time::{span, took};
use crate::model::{Invocation, Row, Tag, Text};
use crate::sanitise;

/// The lines above the instances.
pub(in super::super) fn head(row: &Row, options: &OutputOptions) -> Vec<String> {
    let invocation = row.invocation();
    let text = |name: &str| safe_text(invocation.record(), name);
    let sentences = [
        outcome(invocation.instances()),
        part(row),
        times(invocation, options),
        how(invocation),
    ];
    let sentences = sentences.into_iter().filter(|text| !text.is_empty());
    let word = invocation.status();
    let origin = row.origin();
    let profile = || sanitise::line(origin.profile.as_deref().unwrap_or("none")).into_owned();
    let container = join([text("ContainerName"), text("ContainerId")], " ");
    let values = [
        ("region", options.regions.then(|| origin.region.clone())),
        ("profile", options.profiles.then(profile)),
        (
            "old status",
            text("InvokeStatus").filter(|old| !old.eq_ignore_ascii_case(&word)),
        ),
        ("description", text("CommandDescription")),
        ("tags", tags(&invocation.tags())),
        ("schedule", text("Frequency")),
        ("parameters", text("Parameters").filter(|text| text != "{}")),
        ("launcher", text("Launcher")),
        ("container", Some(container).filter(|text| !text.is_empty())),
        (
            "on stopping",
            text("TerminationMode").map(|mode| ends(&mode)),
        ),
        ("outputs to", text("OssOutputDelivery")),
        ("command", text("CommandId")),
        ("script", script(row, options)),
        ("runs", runs(row, options)),
    ];
    let values = values.into_iter();
    let values = values.filter_map(|(name, value)| Some(format!("{name}: {}", value?)));
    let lines = sentences.chain(values).map(|line| format!("  {line}"));
    lines.collect()
}

/// `2 of 40 shown`, where a part is.
fn part(row: &Row) -> String {
    let (shown, all) = (
        row.instances().count(),
        row.invocation().instances().count(),
    );
    let text = format!("{shown} of {all} shown");
    if shown < all { text } else { String::new() }
}

/// The status, the command's name and the ID, below each other where a line is too short: neither a name nor an ID is broken.
pub(super) fn title(row: &Row, options: &OutputOptions, out: &mut Vec<u8>) {
    let invocation = row.invocation();
    let word = invocation.status();
    let (mark, color) = mark(&word, invocation.verdict(), options.ascii);
    let name = safe_text(invocation.record(), "CommandName");
    let mark = options.terminal.then(|| GridCell::new(mark).color(color));
    let cells = [
        GridCell::new(status(&word)).color(color),
        GridCell::new(name.unwrap_or_default()),
        GridCell::new(row.id()),
    ];
    let cells: Vec<GridCell> = mark.into_iter().chain(cells).collect();
    let columns = cells.iter().map(|_| GridColumn::bare(false, Give::RIGID));
    Grid::without_heading(columns.collect(), options).write(vec![cells], out);
}

fn ends(mode: &str) -> String {
    let what = match mode {
        "Process" => "script's process",
        "ProcessTree" => "script's process and all its children",
        other => other,
    };
    format!("ends the {what}")
}

/// `created …, took 8m03s, timeout 20m`
fn times(invocation: &Invocation, options: &OutputOptions) -> String {
    let created = invocation.created().map(|time| moment(time, options));
    let timeout = invocation.record().integer("Timeout");
    let timeout = timeout.and_then(|seconds| u64::try_from(seconds).ok());
    let parts = [
        created.map(|time| format!("created {time}")),
        invocation
            .took_seconds()
            .map(|seconds| format!("took {}", took(seconds))),
        timeout.map(|seconds| format!("timeout {}", span(seconds))),
    ];
    join(parts, ", ")
}

/// `shell as root in /root, once`
fn how(invocation: &Invocation) -> String {
    let text = |name: &str| safe_text(invocation.record(), name);
    let kind = text("CommandType").map(|kind| match kind.as_str() {
        "RunShellScript" => "shell".to_owned(),
        "RunPowerShellScript" => "PowerShell".to_owned(),
        "RunBatScript" => "bat".to_owned(),
        _ => kind,
    });
    let user = text("Username").map(|user| format!("as {user}"));
    let dir = text("WorkingDir").map(|dir| format!("in {dir}"));
    let mode = text("RepeatMode").map(|mode| match mode.as_str() {
        "Once" => "once".to_owned(),
        "Period" => "on a schedule".to_owned(),
        "NextRebootOnly" => "at the next start of the instance".to_owned(),
        "EveryReboot" => "at every start of the instance".to_owned(),
        "DryRun" => "as a dry run: nothing was executed".to_owned(),
        _ => mode,
    });
    let again = invocation.record().boolean("Timed") == Some(true);
    let again = again.then(|| "will run again by itself".to_owned());
    let who = Some(join([kind, user, dir], " "));
    join([who, mode, again], ", ")
}

fn tags(tags: &[Tag]) -> Option<String> {
    let text = |tag: &Tag| match tag.value.as_str() {
        "" => tag.key.clone(),
        value => format!("{}={value}", tag.key),
    };
    let texts: Vec<String> = tags.iter().map(text).collect();
    (!texts.is_empty()).then(|| sanitise::line(&texts.join(" ")).into_owned())
}

/// `14 lines, shown by  invq t-… -o command`
fn script(row: &Row, options: &OutputOptions) -> Option<String> {
    let lines = match row.invocation().command()? {
        Text::Utf8(text) => plural(text.lines().count(), "line"),
        Text::Bytes(bytes) => plural(bytes.len(), "byte"),
        Text::Broken(_) => "not Base64 as announced".to_owned(),
    };
    Some(with_command(&lines, row, "-o command", options))
}

/// `36 so far, shown by  invq t-… --history`, of a task that has a history.
fn runs(row: &Row, options: &OutputOptions) -> Option<String> {
    let mode = row.invocation().record().text("RepeatMode")?;
    let counts = row
        .instances()
        .filter_map(|instance| instance.record().integer("Repeats"));
    let so_far = counts.max().filter(|count| *count > 0)?;
    let repeats = ["Period", "EveryReboot"].contains(&mode.as_ref());
    repeats.then(|| with_command(&format!("{so_far} so far"), row, "--history", options))
}

/// A value, and the command that shows more of it.
fn with_command(value: &str, row: &Row, flags: &str, options: &OutputOptions) -> String {
    let program = options.program_for(row);
    format!(
        "{value}, shown by  {program} {} {flags}",
        sanitise::line(&row.id())
    )
}
