//! What is not part of the query itself: flag over environment over profile file over built-in, each value checked with
//! the name of the place it came from.

use std::time::Duration;

use jiff::tz::TimeZone;

use crate::api::retry::RETRIES;
use crate::api::transport::Timeouts;
use crate::cli::{Problem, QueryArgs, typed_form};
use crate::config::Defaults;
use crate::host::Host;
use crate::nearest::nearest;
use crate::query::Form;
use crate::ui::{ColorWhen, Manner, colored};

/// The settings of a run.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of its own"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The form of the result.
    pub form: Form,
    /// When to colour.
    pub color: ColorWhen,
    /// Cells of a line, where it was given.
    pub width: Option<usize>,
    /// Times in UTC.
    pub utc: bool,
    /// ASCII marks only.
    pub ascii: bool,
    /// No header above the table.
    pub no_header: bool,
    /// No pager.
    pub no_pager: bool,
    /// `MaxResults`, where it was given.
    pub page_size: Option<u32>,
    /// The most requests under way at once.
    pub jobs: usize,
    /// How long a connection and a request may take.
    pub timeouts: Timeouts,
    /// The step between polls, where it was given.
    pub interval: Option<Duration>,
    /// How often a request is repeated at most.
    pub retries: u32,
}

impl Settings {
    /// The zone that times of day are typed and shown in.
    #[must_use]
    pub fn zone(&self, host: &Host) -> fn() -> TimeZone {
        if self.utc {
            || TimeZone::UTC
        } else {
            host.time_zone
        }
    }
}

/// Settles every setting, and tells every problem that one has.
pub fn settle(
    args: &QueryArgs,
    host: &Host,
    file: &Defaults,
    problems: &mut Vec<Problem>,
) -> Settings {
    let forms = typed_forms(args);
    if forms.len() > 1 {
        let text = format!("{}: the result has one form", forms.join(" and "));
        problems.push(Problem(text));
    }
    let page_size = file.page_size.map(|size| size.to_string());
    let jobs = file.jobs.map(|jobs| jobs.to_string());
    let retries = file.retries.map(|retries| retries.to_string());
    let cells = file.width.map(|width| width.to_string());
    let connect = file.connect_timeout.as_deref();
    let request = file.request_timeout.as_deref();
    let mut from = Sources { host, problems };
    Settings {
        form: from
            .value("format", typed_form(args), file.format.as_deref(), form)
            .unwrap_or_default(),
        color: from
            .value("color", args.color.as_deref(), file.color.as_deref(), color)
            .unwrap_or_default(),
        width: from.value("width", args.width.as_deref(), cells.as_deref(), width),
        utc: from.switch("utc", args.utc, file.utc),
        ascii: from.switch("ascii", args.ascii, file.ascii),
        no_header: from.switch("no-header", args.no_header, file.no_header),
        no_pager: from.switch("no-pager", args.no_pager, file.no_pager),
        page_size: from.value(
            "page-size",
            args.page_size.as_deref(),
            page_size.as_deref(),
            page,
        ),
        jobs: from
            .value("jobs", args.jobs.as_deref(), jobs.as_deref(), many)
            .unwrap_or(16),
        interval: from.value(
            "interval",
            args.interval.as_deref(),
            file.interval.as_deref(),
            interval,
        ),
        timeouts: Timeouts {
            connect: from
                .value(
                    "connect-timeout",
                    args.connect_timeout.as_deref(),
                    connect,
                    duration,
                )
                .unwrap_or(Timeouts::default().connect),
            request: from
                .value(
                    "request-timeout",
                    args.request_timeout.as_deref(),
                    request,
                    duration,
                )
                .unwrap_or(Timeouts::default().request),
        },
        retries: from
            .value(
                "retries",
                args.retries.as_deref(),
                retries.as_deref(),
                repeats,
            )
            .unwrap_or(RETRIES),
    }
}

/// When to colour what is no query, or none yet: what was typed or else `INVQ_COLOR`, where it can be read.
#[must_use]
pub fn color_of(typed: Option<&str>, host: &Host) -> ColorWhen {
    let set = typed.or_else(|| host.var("INVQ_COLOR"));
    set.and_then(|text| color(text).ok()).unwrap_or_default()
}

/// How messages are said on this machine when nothing else is settled.
#[must_use]
pub fn manner(color: ColorWhen, host: &Host) -> Manner {
    let terminal = host.terminal;
    Manner {
        colored_stderr: colored(color, |name| host.var(name), terminal.stderr),
        terminal_stderr: terminal.stderr,
        width: terminal.width.map(usize::from),
        ..Manner::default()
    }
}

/// The forms that were typed, as they were typed, where they differ.
fn typed_forms(args: &QueryArgs) -> Vec<String> {
    let format = args.format.as_deref();
    let mut forms: Vec<String> = format
        .map(|format| format!("-o {format}"))
        .into_iter()
        .collect();
    let also_lines = [Some("json"), Some("jsonl")];
    if args.json.is_some() && !also_lines.contains(&format) {
        forms.push("--json".to_owned());
    }
    if args.quiet && format != Some("ids") {
        forms.push("-q".to_owned());
    }
    forms
}

/// The places below the command line, and where problems are told.
struct Sources<'a> {
    host: &'a Host,
    problems: &'a mut Vec<Problem>,
}

impl Sources<'_> {
    /// The strongest source that has a value, read; `None` when there is none or it cannot be read.
    fn value<T>(
        &mut self,
        name: &str,
        typed: Option<&str>,
        file: Option<&str>,
        read: fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let variable = format!("INVQ_{}", name.replace('-', "_").to_uppercase());
        let (place, text) = match (typed, self.host.var(&variable), file) {
            (Some(typed), _, _) => (format!("--{name}"), typed),
            (None, Some(set), _) => (variable, set),
            (None, None, Some(file)) => (format!("{name} in the profile file"), file),
            (None, None, None) => return None,
        };
        let value = read(text);
        let told = value
            .as_ref()
            .err()
            .map(|why| Problem(format!("{place} `{text}`: {why}")));
        self.problems.extend(told);
        value.ok()
    }

    fn switch(&mut self, name: &str, typed: bool, file: Option<bool>) -> bool {
        let file = file.map(|on| if on { "true" } else { "false" });
        self.value(name, typed.then_some("true"), file, truth)
            .unwrap_or(false)
    }
}

fn form(text: &str) -> Result<Form, String> {
    let known = Form::NAMES.iter().find(|(name, _)| *name == text);
    known.map(|(_, form)| *form).ok_or_else(|| {
        let names: Vec<&str> = Form::NAMES.iter().map(|(name, _)| *name).collect();
        match nearest(text, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("must be one of {}", names.join(", ")),
        }
    })
}

fn color(text: &str) -> Result<ColorWhen, String> {
    match text {
        "auto" => Ok(ColorWhen::Auto),
        "always" => Ok(ColorWhen::Always),
        "never" => Ok(ColorWhen::Never),
        _ => Err("must be auto, always or never".to_owned()),
    }
}

fn truth(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err("must be true, false, 1 or 0".to_owned()),
    }
}

fn between<T>(text: &str, least: T, most: T) -> Result<T, String>
where
    T: std::str::FromStr + PartialOrd + std::fmt::Display + Copy,
{
    let number = text
        .parse()
        .ok()
        .filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("must be a whole number from {least} to {most}"))
}

fn page(text: &str) -> Result<u32, String> {
    between(text, 1, 50)
}

fn many(text: &str) -> Result<usize, String> {
    between(text, 1, 256)
}

fn repeats(text: &str) -> Result<u32, String> {
    between(text, 0, 20)
}

fn width(text: &str) -> Result<usize, String> {
    between(text, 20, 10_000)
}

fn interval(text: &str) -> Result<Duration, String> {
    let length = duration(text)
        .ok()
        .filter(|length| *length >= Duration::from_secs(1));
    length.ok_or_else(|| "must be a length of time from 1s on".to_owned())
}

fn duration(text: &str) -> Result<Duration, String> {
    let duration = text.parse::<jiff::SignedDuration>().ok();
    let positive = duration.filter(jiff::SignedDuration::is_positive);
    positive
        .and_then(|duration| duration.try_into().ok())
        .ok_or_else(|| "must be a length of time such as 500ms, 5s or 1m30s".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::host;

    fn settled(args: &QueryArgs, env: &[(&str, &str)], file: &Defaults) -> (Settings, Vec<String>) {
        let mut problems = Vec::new();
        let settings = settle(args, &host(env, None), file, &mut problems);
        (
            settings,
            problems.into_iter().map(|problem| problem.0).collect(),
        )
    }

    #[test]
    fn a_flag_beats_the_environment_and_that_beats_the_file() {
        let file = Defaults {
            format: Some("jsonl".to_owned()),
            page_size: Some(10),
            jobs: Some(3),
            utc: Some(true),
            ..Defaults::default()
        };
        let env = [
            ("INVQ_FORMAT", "ids"),
            ("INVQ_PAGE_SIZE", "20"),
            ("INVQ_UTC", "0"),
        ];
        let args = QueryArgs {
            json: Some(String::new()),
            ..QueryArgs::default()
        };
        let (settings, problems) = settled(&args, &env, &file);
        assert_eq!(problems, [""; 0]);
        assert_eq!(settings.form, Form::Json);
        assert_eq!(settings.page_size, Some(20));
        assert_eq!(settings.jobs, 3);
        assert!(!settings.utc);
    }

    #[test]
    fn each_problem_names_its_place() {
        let file = Defaults {
            jobs: Some(1000),
            ..Defaults::default()
        };
        let env = [("INVQ_ASCII", "yes"), ("INVQ_COLOR", "")];
        let args = QueryArgs {
            page_size: Some("51".to_owned()),
            format: Some("jsno".to_owned()),
            request_timeout: Some("5".to_owned()),
            ..QueryArgs::default()
        };
        let (_, problems) = settled(&args, &env, &file);
        assert_eq!(
            problems,
            [
                "--format `jsno`: did you mean `json`?",
                "INVQ_ASCII `yes`: must be true, false, 1 or 0",
                "--page-size `51`: must be a whole number from 1 to 50",
                "jobs in the profile file `1000`: must be a whole number from 1 to 256",
                "--request-timeout `5`: must be a length of time such as 500ms, 5s or 1m30s",
            ]
        );
    }

    #[test]
    fn two_forms_are_one_too_many() {
        let args = QueryArgs {
            json: Some(String::new()),
            quiet: true,
            ..QueryArgs::default()
        };
        let (_, problems) = settled(&args, &[], &Defaults::default());
        assert_eq!(problems, ["--json and -q: the result has one form"]);
        let same = QueryArgs {
            json: Some(String::new()),
            format: Some("json".to_owned()),
            ..QueryArgs::default()
        };
        assert_eq!(settled(&same, &[], &Defaults::default()).1, [""; 0]);
    }
}
