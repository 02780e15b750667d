//! The lines above the instances: everything that the service tells of the invocation itself.

use comfy_table::Color;

use super::super::words::{mark, moment, outcome, plural, status};
use super::super::{Look, cells_of};
use super::join;
use crate::model::time::{span, took};
use crate::model::{Row, Tag, Text};
use crate::sanitise;

/// The lines above the instances.
pub(super) fn head(row: &Row, look: &Look) -> Vec<String> {
    let record = row.invocation().record();
    let text = |name: &str| {
        record
            .text(name)
            .map(|text| sanitise::line(&text).into_owned())
    };
    let word = row.invocation().status();
    let (mark, color) = mark(&word, row.invocation().verdict(), look.ascii);
    let mark = if look.terminal {
        format!("{mark} ")
    } else {
        String::new()
    };
    let title = format!("{mark}{}", sanitise::line(status(&word)));
    let title = if look.color {
        paint(&title, color)
    } else {
        title
    };
    let name = text("CommandName").unwrap_or_default();
    let id = sanitise::line(&row.id()).into_owned();
    let title = [title, name, id];
    let in_one = join(&title, "   ");
    // Neither a name nor an ID should be broken where the terminal ends.
    let fits = look.width.is_none_or(|width| cells_of(&in_one) <= width);
    let mut lines = vec![if fits { in_one } else { join(&title, "\n  ") }];
    let told = [outcome(row.instances()), times(row, look), how(row)].into_iter();
    lines.extend(
        told.filter(|text| !text.is_empty())
            .map(|text| format!("  {text}")),
    );
    let profile = row.origin().profile.as_deref().unwrap_or("none");
    let named = [
        ("region", look.regions.then(|| row.origin().region.clone())),
        (
            "profile",
            look.profiles.then(|| sanitise::line(profile).into_owned()),
        ),
        (
            "old status",
            text("InvokeStatus").filter(|old| !old.eq_ignore_ascii_case(&word)),
        ),
        ("description", text("CommandDescription")),
        ("tags", tags(&row.invocation().tags())),
        ("schedule", text("Frequency")),
        (
            "parameters",
            text("Parameters").filter(|parameters| parameters != "{}"),
        ),
        ("launcher", text("Launcher")),
        ("container", container(row)),
        (
            "on stopping",
            text("TerminationMode").map(|mode| format!("ends the {}", ends(&mode))),
        ),
        ("delivery", text("OssOutputDelivery")),
        ("command", text("CommandId")),
        ("script", script(row, look)),
        ("runs", runs(row, look)),
    ];
    lines.extend(
        named
            .into_iter()
            .filter_map(|(name, value)| Some(format!("  {name}: {}", value?))),
    );
    lines
}

fn ends(mode: &str) -> &str {
    match mode {
        "Process" => "script's process",
        "ProcessTree" => "script's process and all its children",
        other => other,
    }
}

fn paint(text: &str, color: Option<Color>) -> String {
    use anstyle::AnsiColor;
    let color = match color {
        Some(Color::DarkGreen) => AnsiColor::Green,
        Some(Color::DarkRed) => AnsiColor::Red,
        Some(Color::DarkYellow) => AnsiColor::Yellow,
        Some(Color::DarkMagenta) => AnsiColor::Magenta,
        _ => AnsiColor::BrightBlack,
    };
    let style = color.on_default();
    format!("{style}{text}{style:#}")
}

/// `created …, finished …, took 8m03s, timeout 20m`
fn times(row: &Row, look: &Look) -> String {
    let timeout = row
        .invocation()
        .record()
        .integer("Timeout")
        .and_then(|timeout| u64::try_from(timeout).ok());
    let parts = [
        row.invocation()
            .created()
            .map(|created| format!("created {}", moment(created, look))),
        row.invocation()
            .took_seconds()
            .map(|seconds| format!("took {}", took(seconds))),
        timeout.map(|seconds| format!("timeout {}", span(seconds))),
    ];
    join(&parts.map(Option::unwrap_or_default), ", ")
}

/// `shell as root in /root, once`
fn how(row: &Row) -> String {
    let text = |name: &str| {
        row.invocation()
            .record()
            .text(name)
            .map(|text| sanitise::line(&text).into_owned())
    };
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
    let again = row.invocation().record().boolean("Timed") == Some(true);
    let again = again.then(|| "will run again by itself".to_owned());
    let who = join(&[kind, user, dir].map(Option::unwrap_or_default), " ");
    join(
        &[who, mode.unwrap_or_default(), again.unwrap_or_default()],
        ", ",
    )
}

fn tags(tags: &[Tag]) -> Option<String> {
    let text = |tag: &Tag| match tag.value.as_str() {
        "" => tag.key.clone(),
        value => format!("{}={value}", tag.key),
    };
    let texts: Vec<String> = tags.iter().map(text).collect();
    (!texts.is_empty()).then(|| sanitise::line(&texts.join(" ")).into_owned())
}

fn container(row: &Row) -> Option<String> {
    let text = |name: &str| {
        row.invocation()
            .record()
            .text(name)
            .map(|text| sanitise::line(&text).into_owned())
    };
    let both = join(
        &[text("ContainerName"), text("ContainerId")].map(Option::unwrap_or_default),
        " ",
    );
    (!both.is_empty()).then_some(both)
}

/// `14 lines  (invq t-… -o command)`
fn script(row: &Row, look: &Look) -> Option<String> {
    let lines = match row.invocation().command()? {
        Text::Utf8(text) => plural(text.lines().count(), "line"),
        Text::Bytes(bytes) => plural(bytes.len(), "byte"),
        Text::Broken(_) => "not Base64 as announced".to_owned(),
    };
    let id = row.id();
    Some(format!(
        "{lines}  ({} {} -o command)",
        look.program_for(row),
        sanitise::line(&id)
    ))
}

/// `36 so far  (invq t-… --history)`, of a task that has a history.
fn runs(row: &Row, look: &Look) -> Option<String> {
    let mode = row.invocation().record().text("RepeatMode")?;
    let counts = row
        .instances()
        .filter_map(|instance| instance.record().integer("Repeats"));
    let so_far = counts.max().filter(|count| *count > 0)?;
    let repeats = ["Period", "EveryReboot"].contains(&mode.as_ref());
    let id = row.id();
    repeats.then(|| {
        format!(
            "{so_far} so far  ({} {} --history)",
            look.program_for(row),
            sanitise::line(&id)
        )
    })
}
