//! `invq profiles`: every profile of every source, and where each value came from. Never a secret.

use super::asker::Account;
use crate::api::action::ListAction;
use crate::api::retry_policy::RetryPolicy;
use crate::api::transport::ConnectionPool;
use crate::cli::{ProfilesArgs, QueryArgs};
use crate::config::{self, Loaded};
use crate::host::Host;
use crate::identity::{ProfileStatus, overview};
use crate::report::{self, Report};
use crate::request::{Named, exposed};
use crate::sanitise;
use crate::settings::settle;

use crate::ui::{Level, Ui};
use crate::vocabulary::Exit;

/// The profile file with every key and a comment to each.
const EXAMPLE: &str = include_str!("../../config.example.toml");

/// Lists profiles, and asks once with each when that is wanted.
pub async fn run(args: &ProfilesArgs, host: &Host, ui: &Ui) -> Exit {
    if args.example {
        return report::print(EXAMPLE.as_bytes(), ui);
    }
    let loaded = config::load(host, args.config.as_deref());
    let mut problems = Vec::new();
    let named = Named::read(&QueryArgs::default(), host, &loaded, &mut problems);
    let config = match loaded {
        Ok(config) => config,
        Err(error) => {
            return report::setup(&error).end(ui);
        }
    };
    if args.names {
        return names(&overview(host, config.as_ref(), &[], None), ui);
    }
    if let Some(warning) = config.as_ref().and_then(exposed) {
        ui.warning(&warning);
    }
    if !problems.is_empty() {
        return report::usage(&problems).end(ui);
    }
    let first = named.regions.first().map(String::as_str);
    let profiles = overview(host, config.as_ref(), &named.profiles, first);
    if profiles.is_empty() {
        nothing(args, host, ui);
    }
    let mut checks = Vec::new();
    for (index, profile) in profiles.iter().enumerate() {
        let mut text = block(profile, &named.regions);
        if args.check {
            let (lines, exit) = match check(profile, host, config.as_ref()).await {
                Ok(line) => (vec![("check", line)], Exit::Success),
                Err(report) => (refusal(&report), report.exit),
            };
            for (name, value) in lines {
                text.push_str(&line(name, &value));
            }
            checks.push(exit);
        }
        if index > 0 {
            text.insert(0, '\n');
        }
        // Each as soon as it is known: the next may take its time.
        if let Err(error) = ui.data(text.as_bytes()) {
            return report::unwritten(&error, ui);
        }
    }
    verdict(&checks)
}

/// What can stand behind `--profile`, for completions and for loops over all of them.
fn names(profiles: &[ProfileStatus], ui: &Ui) -> Exit {
    let names = profiles
        .iter()
        .filter_map(|profile| profile.source.asked_as.clone());
    let lines: Vec<String> = names
        .map(|name| format!("{}\n", sanitise::line(&name)))
        .collect();
    report::print(lines.concat().as_bytes(), ui)
}

fn nothing(args: &ProfilesArgs, host: &Host, ui: &Ui) {
    let place = config::locate(host, args.config.as_deref());
    let place = place.map_or("no home directory is known".to_owned(), |place| {
        format!("no profile in {}", config::shown(host, &place.path))
    });
    ui.note(&format!(
        "no profiles: nothing in the environment, {place}, and none of the vendor's tools"
    ));
    ui.say(
        Level::Hint,
        "config.example.toml shows how to write one; `invq profiles --example` prints it",
    );
}

/// As with several targets of a query: when all failed the first one's exit, when some did, that.
fn verdict(checks: &[Exit]) -> Exit {
    let failed = checks.iter().filter(|exit| **exit != Exit::Success);
    match (failed.count(), checks.first()) {
        (0, _) | (_, None) => Exit::Success,
        (failed, Some(first)) if failed == checks.len() => *first,
        _ => Exit::Partly,
    }
}

/// Asks for a single invocation; what came back, as a line.
async fn check(
    profile: &ProfileStatus,
    host: &Host,
    config: Option<&Loaded>,
) -> Result<String, Report> {
    let identity = profile.identity.as_ref().map_err(report::setup)?;
    let (Some((region, _)), Some((endpoint, _))) = (&profile.region, &profile.endpoint) else {
        return Err(report::unplaced());
    };
    let defaults = config.map(|loaded| loaded.config.defaults.clone());
    // What is wrong with other settings is no matter of this command.
    let settings = settle(
        &QueryArgs::default(),
        host,
        &defaults.unwrap_or_default(),
        &mut Vec::new(),
    );
    let policy = RetryPolicy::new(settings.retries, settings.jobs, host.sleep.clone());
    let way = (settings.timeouts(), policy);
    let account = Account::of(host, config, way, identity.clone())?;
    let (client, asker) = account.at(endpoint, &mut ConnectionPool::default(), host)?;
    let parameters = [
        ("RegionId".into(), region.clone()),
        ("MaxResults".into(), "1".to_owned()),
    ];
    let begun = host.clock.now();
    let answer = client
        .call(&ListAction::INVOCATIONS.action, &parameters)
        .await;
    let answer = answer.map_err(|error| report::refused(&error, &asker, region))?;
    let millis = host.clock.now().as_millisecond() - begun.as_millisecond();
    Ok(format!(
        "ok: {} answered in {millis} ms, request {}",
        endpoint.host(),
        answer.request_id.as_deref().unwrap_or("unknown")
    ))
}

fn refusal(report: &Report) -> Vec<(&'static str, String)> {
    let mut lines = vec![("check", format!("failed: {}", report.message))];
    lines.extend(report.context.iter().map(|line| ("", line.clone())));
    lines.extend(report.service.iter().map(|said| ("", said.to_string())));
    lines.extend(report.hint.iter().map(|hint| ("", format!("hint: {hint}"))));
    lines
}

fn line(name: &str, value: &str) -> String {
    format!("    {name:<10} {}\n", sanitise::line(value))
}

/// One profile as lines of `name  value  (where from)`; `named` are the regions that hold for all of them.
fn block(profile: &ProfileStatus, named: &[String]) -> String {
    let none = || profile.mode.as_ref().map(|_| "none".to_owned());
    let region = profile.region.as_ref().map(|(own, from)| match named {
        [] => format!("{own}  (from {from})"),
        named => format!("{}  (from {from})", named.join(", ")),
    });
    let endpoint = profile.endpoint.as_ref();
    let endpoint = endpoint.map(|(endpoint, from)| format!("{endpoint}  (from {from})"));
    let problem = profile.identity.as_ref().err();
    let (mark, used) = match (&profile.not_used, problem) {
        (None, None) => ("*", "yes".to_owned()),
        // What comes after a broken one is not looked at.
        (None, Some(_)) => ("*", "yes, so a query stops with this problem".to_owned()),
        (Some(why), _) => (" ", format!("no: {why}")),
    };
    let values = [
        ("mode", profile.mode.clone()),
        ("key ID", profile.key_id.clone()),
        ("region", region.or_else(none)),
        ("endpoint", endpoint),
        ("used", Some(used)),
        ("problem", problem.map(ToString::to_string)),
    ];
    let lines = values
        .iter()
        .filter_map(|(name, value)| Some(line(name, value.as_ref()?)));
    let source = profile.source.to_string();
    format!(
        "{mark} {}\n{}",
        sanitise::line(&source),
        lines.collect::<String>()
    )
}
