//! `invq profiles`: every profile of every source, and where each value came from. Never a secret.

use std::fmt::Write as _;

use crate::cli::ProfilesArgs;
use crate::config;
use crate::exit::Exit;
use crate::host::Host;
use crate::identity::{Standing, Surveyed, survey};
use crate::report;
use crate::sanitise;
use crate::ui::{OutputError, Ui};

/// Lists profiles.
pub fn run(args: &ProfilesArgs, host: &Host, ui: &Ui) -> Exit {
    let config = match config::load(host, args.config.as_deref()) {
        Ok(config) => config,
        Err(error) => {
            let report = report::config(&error);
            report.tell(ui);
            return report.exit;
        }
    };
    let profiles = survey(host, config.as_ref(), host.var("INVQ_PROFILE"));
    if profiles.is_empty() {
        let place = config::locate(host, args.config.as_deref());
        let place = place.map_or("no home directory is known".to_owned(), |place| {
            format!("no profile in {}", config::shown(host, &place.path))
        });
        ui.note(&format!(
            "no profiles: nothing in the environment, and {place}"
        ));
        ui.say(
            crate::ui::Level::Hint,
            "config.example.toml shows how to write one",
        );
    }
    let blocks: Vec<String> = profiles.iter().map(block).collect();
    match ui.data(blocks.join("\n").as_bytes()) {
        Ok(()) => Exit::Success,
        Err(OutputError::Closed | OutputError::PagerLeft) => Exit::PipeClosed,
        Err(error) => report::output(&error).map_or(Exit::PipeClosed, |report| {
            report.tell(ui);
            report.exit
        }),
    }
}

/// One profile as lines of `name  value  (where from)`.
fn block(profile: &Surveyed) -> String {
    let used = if profile.standing == Standing::Used {
        "* "
    } else {
        "  "
    };
    let mut text = format!("{used}{}\n", sanitise::line(&profile.source.to_string()));
    let mut line = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            // Writing into a String cannot fail.
            let _ = writeln!(text, "    {name:<10} {}", sanitise::line(&value));
        }
    };
    line("mode", Some(profile.mode.clone()));
    line("key ID", profile.key_id.clone());
    let region = profile
        .region
        .as_ref()
        .map(|(region, from)| format!("{region}  (from {from})"));
    line("region", region.or(Some("none".to_owned())));
    line(
        "endpoint",
        profile
            .endpoint
            .as_ref()
            .map(|(endpoint, from)| format!("{endpoint}  (from {from})")),
    );
    line(
        "used",
        Some(match &profile.standing {
            Standing::Used => "yes".to_owned(),
            other => format!("no: {other}"),
        }),
    );
    line("problem", profile.problem.as_ref().map(ToString::to_string));
    text
}
