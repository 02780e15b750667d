//! What is not part of the query itself: flag over environment over profile file over built-in, each value checked with
//! the name of the place it came from.

use std::time::Duration;

use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::api::retry::RETRIES;
use crate::api::transport::Timeouts;
use crate::cli::{Problem, QueryArgs, typed_form};
use crate::host::Host;
use crate::nearest::nearest;
use crate::query::Form;
use crate::ui::{ColorWhen, Manner, colored};

/// A row is `name: TOML type, what was typed => type, reader, value without any;` for the flag, variable and key of that name.
macro_rules! settings {
    ($($(#[$doc:meta])* $name:ident: $toml:ty, $typed:expr => $value:ty, $read:expr, $default:expr;)*) => {
        /// The settings of a run.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Settings {
            $($(#[$doc])* pub $name: $value,)*
        }

        /// `[defaults]` of the profile file: form and connection, never a selector. Words and durations are read where the
        /// flags are read.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
        #[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
        pub struct Defaults {
            $($(#[$doc])* pub $name: Option<$toml>,)*
            /// Certificates to trust beside the system's.
            #[serde(rename = "ca_file")]
            pub ca_file: Option<String>,
        }

        /// Settles every setting, and tells every problem that one has.
        pub fn settle(args: &QueryArgs, host: &Host, file: &Defaults, problems: &mut Vec<Problem>) -> Settings {
            problems.extend(two_forms(args));
            Settings { $($name: {
                let typed: fn(&QueryArgs) -> Option<&str> = $typed;
                let file = file.$name.as_ref().map(ToString::to_string);
                let found = strongest(stringify!($name), typed(args), host, file.as_deref(), $read);
                found.unwrap_or_else(|problem| {
                    problems.extend(problem);
                    $default
                })
            },)* }
        }
    };
}

settings! {
    /// The form of the result.
    format: String, typed_form => Form, form, Form::default();
    /// When to colour.
    color: String, |args| args.result.color.as_deref() => ColorWhen, color, ColorWhen::default();
    /// Cells of a line, where it was given.
    width: u16, |args| args.result.width.as_deref() => Option<usize>, |text| between(text, 20, 10_000).map(Some), None;
    /// Times in UTC.
    utc: bool, |args| on(args.result.utc) => bool, truth, false;
    /// ASCII marks only.
    ascii: bool, |args| on(args.result.ascii) => bool, truth, false;
    /// The name beside each instance.
    hosts: bool, |args| on(args.result.hosts) => bool, truth, false;
    /// No header above the table.
    no_header: bool, |args| on(args.result.no_header) => bool, truth, false;
    /// No pager.
    no_pager: bool, |args| on(args.result.no_pager) => bool, truth, false;
    /// `MaxResults`, where it was given.
    page_size: u32, |args| args.selectors.page_size.as_deref() => Option<u32>, |text| between(text, 1, 50).map(Some), None;
    /// The most requests under way at once.
    jobs: u32, |args| args.connection.jobs.as_deref() => usize, |text| between(text, 1, 256), 16;
    /// The step between polls, where it was given.
    interval: String, |args| args.waiting.interval.as_deref() => Option<Duration>, interval, None;
    /// How long a connection may take.
    connect_timeout: String, |args| args.connection.connect_timeout.as_deref() => Duration, duration, Timeouts::default().connect;
    /// How long a request may take.
    request_timeout: String, |args| args.connection.request_timeout.as_deref() => Duration, duration, Timeouts::default().request;
    /// How often a request is repeated at most.
    retries: u32, |args| args.connection.retries.as_deref() => u32, |text| between(text, 0, 20), RETRIES;
}

impl Settings {
    /// The zone that times of day are typed and shown in.
    pub fn zone(&self, host: &Host) -> fn() -> TimeZone {
        if self.utc {
            || TimeZone::UTC
        } else {
            host.time_zone
        }
    }

    /// How long a connection and a request may take.
    pub fn timeouts(&self) -> Timeouts {
        Timeouts {
            connect: self.connect_timeout,
            request: self.request_timeout,
        }
    }
}

/// When to colour what is no query, or none yet: what was typed or else `INVQ_COLOR`, where it can be read.
pub fn color_of(typed: Option<&str>, host: &Host) -> ColorWhen {
    let set = typed.or_else(|| host.var("INVQ_COLOR"));
    set.and_then(|text| color(text).ok()).unwrap_or_default()
}

/// How messages are said on this machine when nothing else is settled.
pub fn manner(color: ColorWhen, host: &Host) -> Manner {
    let terminal = host.terminal;
    Manner {
        colored_stderr: colored(color, |name| host.var(name), terminal.stderr),
        terminal_stderr: terminal.stderr,
        terminal_stdout: terminal.stdout,
        width: terminal.width.map(usize::from),
        ..Manner::default()
    }
}

/// The problem with more than one form.
fn two_forms(args: &QueryArgs) -> Option<Problem> {
    let format = args.result.format.as_deref();
    let mut forms: Vec<String> = format.iter().map(|it| format!("-o {it}")).collect();
    if args.result.json.is_some() && !matches!(format, Some("json" | "jsonl")) {
        forms.push("--json".to_owned());
    }
    if args.result.quiet && format != Some("ids") {
        forms.push("-q".to_owned());
    }
    let text = || format!("{}: the result has one form", forms.join(" and "));
    (forms.len() > 1).then(|| Problem(text()))
}

/// The value of the strongest place that has one, read. Without any, or where it cannot be read, an error with the problem.
fn strongest<T>(
    name: &str,
    typed: Option<&str>,
    host: &Host,
    file: Option<&str>,
    read: fn(&str) -> Result<T, String>,
) -> Result<T, Option<Problem>> {
    let name = name.replace('_', "-");
    let variable = format!("INVQ_{}", name.replace('-', "_").to_uppercase());
    let (place, text) = match (typed, host.var(&variable), file) {
        (Some(typed), _, _) => (format!("--{name}"), typed),
        (None, Some(set), _) => (variable, set),
        (None, None, Some(file)) => (format!("{name} in the profile file"), file),
        (None, None, None) => return Err(None),
    };
    read(text).map_err(|why| Some(Problem(format!("{place} `{text}`: {why}"))))
}

/// What a switch that was typed says.
fn on(typed: bool) -> Option<&'static str> {
    typed.then_some("true")
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

fn interval(text: &str) -> Result<Option<Duration>, String> {
    let length = duration(text)
        .ok()
        .filter(|length| *length >= Duration::from_secs(1));
    length
        .map(Some)
        .ok_or_else(|| "must be a length of time from 1s on".to_owned())
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
        let args = QueryArgs::typed("--json");
        let (settings, problems) = settled(&args, &env, &file);
        assert_eq!(problems, [""; 0]);
        assert_eq!(settings.format, Form::Json);
        assert_eq!(settings.page_size, Some(20));
        assert_eq!(settings.jobs, 3);
        assert!(!settings.utc);
    }

    #[test]
    fn each_row_has_its_flag_and_is_in_the_help_and_in_the_example() {
        let command = crate::cli::command();
        let variables = include_str!("vocabulary/forms.rs");
        let example = include_str!("../config.example.toml");
        let unset = format!("{:?}", Defaults::default());
        let fields = unset.split([' ', '{', '}']);
        let names: Vec<&str> = fields.filter_map(|word| word.strip_suffix(':')).collect();
        assert!(names.len() > 12);
        for name in names.into_iter().filter(|name| *name != "ca_file") {
            let key = name.replace('_', "-");
            let mut flags = command.get_arguments();
            assert!(flags.any(|flag| flag.get_long() == Some(&key)), "--{key}");
            let variable = format!("INVQ_{}", name.to_uppercase());
            assert!(variables.contains(&variable), "{variable} in VARIABLES");
            let line = format!("\n#: {key} = ");
            assert!(example.contains(&line), "{key} in config.example.toml");
        }
    }

    #[test]
    fn each_problem_names_its_place() {
        let file = Defaults {
            jobs: Some(1000),
            ..Defaults::default()
        };
        let env = [("INVQ_ASCII", "yes"), ("INVQ_COLOR", "")];
        let args = QueryArgs::typed("--page-size 51 -o jsno --request-timeout 5");
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
        let args = QueryArgs::typed("--json -q");
        let (_, problems) = settled(&args, &[], &Defaults::default());
        assert_eq!(problems, ["--json and -q: the result has one form"]);
        let same = QueryArgs::typed("--json -o json");
        assert_eq!(settled(&same, &[], &Defaults::default()).1, [""; 0]);
    }
}
