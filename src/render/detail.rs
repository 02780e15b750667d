//! One invocation with its instances: everything that the service tells of it, the failures first.

use std::fmt::Write as _;

use super::dropped::Dropped;
use super::grid::{Column, Entry, Grid, Row};
use super::layout::Give;
use super::words::{mark, moment, outcome, plural, status, tally, thousands, why};
use super::{Look, Remark, Renderer};
use crate::glossary;
use crate::model::time::took;
use crate::model::{Instance, Selected, Tag, Text, Verdict};
use crate::sanitise;

/// Instances with an ok verdict that are shown on a terminal before the rest is folded.
const OK_SHOWN: usize = 3;

/// The view of one invocation.
#[derive(Debug)]
pub struct Detail {
    look: Look,
    seen: usize,
    dropped: Dropped,
}

impl Detail {
    /// A view that looks so.
    #[must_use]
    pub fn new(look: Look) -> Self {
        Self {
            look,
            seen: 0,
            dropped: Dropped::default(),
        }
    }
}

impl Renderer for Detail {
    fn row(&mut self, row: &Selected, out: &mut Vec<u8>) {
        if self.seen > 0 {
            out.push(b'\n');
        }
        self.seen += 1;
        let mut text = String::new();
        for line in head(row, &self.look) {
            // Writing into a String cannot fail.
            let _ = writeln!(text, "{line}");
        }
        out.extend_from_slice(text.as_bytes());
        let instances = ordered(row);
        for instance in &instances {
            self.dropped.count(*instance);
        }
        if let [only] = instances.as_slice() {
            out.extend_from_slice(one_instance(*only, &self.look).as_bytes());
        } else if !instances.is_empty() {
            out.push(b'\n');
            self.table(&instances, out);
        }
        out.extend_from_slice(explanations(&instances).as_bytes());
        out.extend_from_slice(deliveries(&instances).as_bytes());
    }

    fn end(&mut self, whole: bool, _out: &mut Vec<u8>) -> Vec<Remark> {
        if self.seen == 0 && whole {
            return vec![Remark::Nothing];
        }
        self.dropped.text().map(Remark::Note).into_iter().collect()
    }
}

impl Detail {
    fn table(&self, instances: &[Instance<'_>], out: &mut Vec<u8>) {
        let (shown, folded) = if self.look.terminal {
            fold(instances)
        } else {
            (instances, 0)
        };
        let mut grid = Grid::new(columns(&self.look), &self.look);
        let rows: Vec<Row> = shown
            .iter()
            .map(|instance| cells(*instance, &self.look))
            .collect();
        grid.write(&rows, out);
        if folded > 0 {
            let (mark, _) = mark("Success", Verdict::Ok, self.look.ascii);
            out.extend_from_slice(format!("{mark}  {folded} more ok\n").as_bytes());
        }
    }
}

/// Failures first, then what is pending, cancelled and ok; each group in the service's order.
fn ordered(row: &Selected) -> Vec<Instance<'_>> {
    let mut instances: Vec<Instance<'_>> = row.instances().collect();
    instances.sort_by_key(|instance| match instance.verdict() {
        Verdict::Failed => 0,
        Verdict::Unknown => 1,
        Verdict::Pending => 2,
        Verdict::Cancelled | Verdict::Stopped => 3,
        Verdict::Ok => 4,
    });
    instances
}

/// All but the ok ones beyond the first few, and how many those are.
fn fold<'i, 'a>(instances: &'i [Instance<'a>]) -> (&'i [Instance<'a>], usize) {
    let ok = instances
        .iter()
        .filter(|instance| instance.verdict() == Verdict::Ok)
        .count();
    let folded = ok.saturating_sub(OK_SHOWN);
    // One row folded would take a row itself.
    if folded < 2 {
        return (instances, 0);
    }
    (
        instances
            .get(..instances.len() - folded)
            .unwrap_or(instances),
        folded,
    )
}

/// The lines above the instances.
fn head(row: &Selected, look: &Look) -> Vec<String> {
    let record = row.record();
    let text = |name: &str| {
        record
            .text(name)
            .map(|text| sanitise::line(&text).into_owned())
    };
    let word = row.status();
    let (mark, color) = mark(&word, row.verdict(), look.ascii);
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
    let mut lines = vec![
        join(
            &[title, name, sanitise::line(&row.id()).into_owned()],
            "   ",
        ),
        format!("  {}", outcome(row.instances())),
        format!("  {}", times(row, look)),
        format!("  {}", how(row)),
    ];
    let named = [
        ("description", text("CommandDescription")),
        ("tags", tags(&row.tags())),
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
        ("script", script(row)),
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

fn join(parts: &[String], between: &str) -> String {
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(between)
}

fn paint(text: &str, color: Option<comfy_table::Color>) -> String {
    use anstyle::AnsiColor;
    use comfy_table::Color;
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

/// `20m` for `20m00s`: a limit that somebody set is mostly a round one.
fn rounded(length: &str) -> &str {
    let end = |length: &str| length.ends_with(|c: char| c.is_ascii_alphabetic());
    ["00s", "00m"]
        .iter()
        .find_map(|zero| length.strip_suffix(zero).filter(|rest| end(rest)))
        .unwrap_or(length)
}

/// `created …, took 8m03s, timeout 20m`
fn times(row: &Selected, look: &Look) -> String {
    let timeout = row
        .record()
        .integer("Timeout")
        .and_then(|timeout| u64::try_from(timeout).ok());
    let parts = [
        row.created()
            .map(|created| format!("created {}", moment(created, look))),
        row.took_seconds()
            .map(|seconds| format!("took {}", took(seconds))),
        timeout.map(|seconds| format!("timeout {}", rounded(&took(seconds)))),
    ];
    join(&parts.map(Option::unwrap_or_default), ", ")
}

/// `shell as root in /root, once`
fn how(row: &Selected) -> String {
    let text = |name: &str| {
        row.record()
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
    let again = row.record().boolean("Timed") == Some(true);
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

fn container(row: &Selected) -> Option<String> {
    let text = |name: &str| {
        row.record()
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
fn script(row: &Selected) -> Option<String> {
    let lines = match row.command()? {
        Text::Utf8(text) => plural(text.lines().count(), "line"),
        Text::Bytes(bytes) => plural(bytes.len(), "byte"),
        Text::Broken(_) => "not Base64 as announced".to_owned(),
    };
    Some(format!(
        "{lines}  (invq {} -o command)",
        sanitise::line(&row.id())
    ))
}

fn columns(look: &Look) -> Vec<Column> {
    let column = |heading, right, give| Column {
        heading,
        right,
        give,
    };
    let mark = look.terminal.then(|| column("", false, Give::Rigid));
    let named = [
        column("INSTANCE", false, Give::Rigid),
        column("STATUS", false, Give::Rigid),
        column("EXIT", true, Give::Rigid),
        column("TOOK", true, Give::Drop(0)),
        column(
            "WHY",
            false,
            Give::Shrink {
                comfortable: 30,
                least: 12,
            },
        ),
    ];
    mark.into_iter().chain(named).collect()
}

fn cells(instance: Instance<'_>, look: &Look) -> Row {
    let word = instance.status();
    let (mark, color) = mark(&word, instance.verdict(), look.ascii);
    let exit = instance
        .exit_code()
        .map(|exit| exit.to_string())
        .unwrap_or_default();
    let mark = look.terminal.then(|| Entry::new(mark).color(color));
    let named = [
        Entry::new(instance.id()),
        Entry::new(status(&word)).color(color),
        Entry::new(exit),
        Entry::new(instance.took_seconds().map(took).unwrap_or_default()),
        Entry::new(remarks(instance)),
    ];
    mark.into_iter().chain(named).collect()
}

/// Why it failed and what else is not as usual: `ExitCodeNonzero`, `output cut: 8,192 bytes`, `run 12 times`.
fn remarks(instance: Instance<'_>) -> String {
    let record = instance.record();
    let code = record.text("ErrorCode").map(std::borrow::Cow::into_owned);
    let dropped = instance.dropped();
    let cut = (dropped > 0).then(|| format!("output cut: {} bytes", thousands(dropped)));
    let repeats = record.integer("Repeats").filter(|repeats| *repeats > 1);
    let parts = [
        code.or_else(|| why(instance)),
        cut,
        repeats.map(|repeats| format!("run {repeats} times")),
    ];
    join(&parts.map(Option::unwrap_or_default), ", ")
}

/// One instance: everything that is known of it, a line each.
fn one_instance(instance: Instance<'_>, look: &Look) -> String {
    let record = instance.record();
    let text = |name: &str| record.text(name).map(std::borrow::Cow::into_owned);
    let time = |name: &str| record.time(name).map(|time| moment(time, look));
    let exit = instance.exit_code().map(|exit| exit.to_string());
    let dropped = Some(instance.dropped()).filter(|dropped| *dropped > 0);
    let lines = [
        ("instance", Some(instance.id().into_owned())),
        ("status", Some(status(&instance.status()).to_owned())),
        ("exit code", exit),
        ("error", text("ErrorCode")),
        ("error info", text("ErrorInfo")),
        ("created", time("CreationTime")),
        ("started", time("StartTime")),
        ("finished", time("FinishTime")),
        ("stopped", time("StopTime")),
        ("updated", time("UpdateTime")),
        ("took", instance.took_seconds().map(took)),
        ("runs so far", text("Repeats")),
        (
            "output cut",
            dropped.map(|bytes| format!("{} bytes", thousands(bytes))),
        ),
        ("delivery", text("OssOutputStatus")),
        ("delivered to", text("OssOutputUri")),
        ("delivery error", text("OssOutputErrorCode")),
        ("delivery error info", text("OssOutputErrorInfo")),
    ];
    let mut out = "\n".to_owned();
    for (name, value) in lines {
        if let Some(value) = value {
            // Writing into a String cannot fail.
            let _ = writeln!(out, "  {name}: {}", sanitise::line(&value));
        }
    }
    out
}

/// What the error codes in view mean, once each.
fn explanations(instances: &[Instance<'_>]) -> String {
    let codes = instances
        .iter()
        .filter_map(|instance| instance.record().text("ErrorCode"));
    let codes = tally(codes.map(std::borrow::Cow::into_owned));
    let known = codes
        .iter()
        .filter_map(|(code, _)| Some((code, glossary::error_code(code)?)));
    let lines: Vec<String> = known
        .map(|(code, sentence)| format!("  {code}: {sentence}\n"))
        .collect();
    if lines.is_empty() {
        String::new()
    } else {
        format!("\n{}", lines.concat())
    }
}

/// How the deliveries of outputs went, and which failed; one instance alone says so itself.
fn deliveries(instances: &[Instance<'_>]) -> String {
    let text = |instance: &Instance<'_>, name: &str| {
        instance
            .record()
            .text(name)
            .unwrap_or_default()
            .into_owned()
    };
    let statuses = instances
        .iter()
        .map(|instance| text(instance, "OssOutputStatus"));
    let counts = tally(statuses.filter(|status| !status.is_empty()));
    if instances.len() < 2 || counts.is_empty() {
        return String::new();
    }
    let counts: Vec<String> = counts
        .iter()
        .map(|(status, count)| match status.as_str() {
            "InProgress" => format!("{count} in progress"),
            other => format!("{count} {}", other.to_lowercase()),
        })
        .collect();
    let mut lines = format!(
        "\n  delivery of output: {}\n",
        sanitise::line(&counts.join(", "))
    );
    for instance in instances {
        let code = text(instance, "OssOutputErrorCode");
        if !code.is_empty() {
            let info = text(instance, "OssOutputErrorInfo");
            let line = format!("    {}: {code}, {info}", instance.id());
            // Writing into a String cannot fail.
            let _ = writeln!(lines, "{}", sanitise::line(&line));
        }
    }
    lines
}
