//! Failures of a query: what the service refused, what it answered instead, and what went wrong on the way.

use std::sync::Arc;

use jiff::Timestamp;

use super::Report;
use super::asker::{Asker, said, transport};
use super::keys::keys;
use crate::api::codes;
use crate::api::endpoint::known_regions;
use crate::api::error::{ApiError, ServiceError};
use crate::engine::{Failure, Resume};
use crate::identity::nearest_region;
use crate::model::Origin;
use crate::ui::Service;
use crate::vocabulary::{self, Exit, RefusalKind, ServiceCode, service_code};

/// What to tell of the targets that failed: each cause once, with where to go on.
pub fn failures<'a>(
    failures: &[Failure],
    asker: impl Fn(&Arc<Origin>) -> Option<&'a Asker>,
    targets: usize,
) -> Vec<Report> {
    let mut reports: Vec<Report> = Vec::new();
    for failure in failures {
        let Some(asker) = asker(&failure.origin) else {
            continue;
        };
        let mut report = refused(&failure.error, asker, &failure.origin.region);
        let resume = failure
            .resume
            .as_ref()
            .filter(|_| can_resume(&failure.error));
        let resume = resume.map(resume_with);
        let same = reports.iter_mut().find(|known| known.kind == report.kind);
        let label = &failure.label;
        let line = match (targets > 1, resume) {
            (true, Some(resume)) => Some(format!("{label}: {resume}")),
            (true, None) => Some(format!("not answered  {label}")),
            (false, resume) => resume,
        };
        match same {
            Some(known) if known.message == report.message => known.context.extend(line),
            // The same cause at another place, told in the same words but for the place's name.
            Some(known) => {
                let line = line.unwrap_or_default();
                known.context.push(format!("{line}: {}", report.message));
            }
            None => {
                report.context.extend(line);
                reports.push(report);
            }
        }
    }
    reports
}

/// Whether asking for the page again can help: not with a token that was refused, nor with one whose page came already.
fn can_resume(error: &ApiError) -> bool {
    match error {
        ApiError::Service(refusal) => refusal.kind != RefusalKind::BadNextToken,
        ApiError::TokenLoop(_) => false,
        _ => true,
    }
}

/// The flags that go on from a page, and that choose its walk.
#[must_use]
pub fn resume_with(resume: &Resume) -> String {
    let timed = match resume.timed {
        None => "",
        Some(true) => "--timed ",
        Some(false) => "--timed=false ",
    };
    let token = resume.page.token.as_deref().unwrap_or_default();
    format!(
        "resume with  {timed}--next-token {token} --page-size {}",
        resume.page.size
    )
}

/// What to tell of one request that failed.
pub fn refused(error: &ApiError, asker: &Asker, region: &str) -> Report {
    let report = once(error, asker, region);
    match error {
        ApiError::GaveUp { times, took, .. } => {
            report.context(format!("tried {times} times in {}", super::length(*took)))
        }
        _ => report,
    }
}

/// What the last try met.
fn once(error: &ApiError, asker: &Asker, region: &str) -> Report {
    match error {
        ApiError::GaveUp { cause, .. } => once(cause, asker, region),
        ApiError::Transport(error) => transport(error, asker).kind(error.kind.word()),
        ApiError::Service(error) => {
            let said = said(error, region, asker.profile.clone());
            service(error, asker, region)
                .kind(error.kind.word())
                .said(said)
        }
        ApiError::Unreadable {
            status,
            request_id,
            problem,
            excerpt,
            ..
        } => {
            let exit = match codes::by_http(*status) {
                RefusalKind::Unavailable | RefusalKind::Throttled => Exit::Temporary,
                _ => Exit::Refused,
            };
            let report = Report::new(exit, format!("{} gave no answer of this API", asker.host));
            let report = match excerpt.as_str() {
                "" => report.context(format!("HTTP {status}: the body is empty")),
                excerpt => report
                    .context(format!("HTTP {status}: {problem}"))
                    .context(format!("it begins  {excerpt}")),
            };
            let said = Service {
                http: Some(*status),
                request_id: request_id.clone(),
                region: Some(region.to_owned()),
                profile: asker.profile.clone(),
                ..Service::default()
            };
            let hint = "a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`";
            report.hint(hint).kind("unreadable").said(said)
        }
        ApiError::Deadline => Report::new(
            Exit::Deadline,
            format!("the deadline passed before {} had answered", asker.host),
        )
        .hint("allow more, such as --wait=10m")
        .kind("deadline"),
        ApiError::Credentials(error) => keys(error, asker),
        ApiError::TokenLoop(token) => Report::new(
            Exit::Refused,
            "the service gave a page token that it had given before, so the list would never end",
        )
        .context(format!("token  {token}"))
        .hint("try again; what was printed so far is not the whole list")
        .kind("token-loop"),
        ApiError::EmptyPages(pages) => endless(format!(
            "the service gave {pages} empty pages in a row, and has more"
        )),
        ApiError::TooManyRecords(records) => endless(format!(
            "the service gave {records} records, and has more, though it keeps 10000"
        )),
    }
}

fn endless(message: String) -> Report {
    let hint = "ask for less, for one instance or a shorter time; what was printed so far is not the whole list";
    Report::new(Exit::Refused, message)
        .hint(hint)
        .kind("endless")
}

/// What helps with any refusal.
const SHOWS: &str = "`-vv` shows what was sent and what came back";

/// What the row of the code says, with what is known of this request.
fn service(error: &ServiceError, asker: &Asker, region: &str) -> Report {
    let row = ServiceCode::of(&error.code, error.kind);
    let message = row.map_or_else(String::new, |row| row.message(&asker.key_id, region));
    let helps = row.map_or("", |row| row.more);
    let report = Report::new(error.kind.exit(), message);
    let of_key = |report: Report| report.context(format!("the key comes from {}", asker.source));
    match error.kind {
        RefusalKind::WrongSecret if asker.padded_secret => {
            of_key(report).hint("the secret begins or ends with white space: remove it")
        }
        RefusalKind::UnknownKey
        | RefusalKind::DisabledKey
        | RefusalKind::WrongSecret
        | RefusalKind::WrongToken => of_key(report).hint(helps),
        RefusalKind::ExpiredToken => of_key(report).hint(match &asker.login {
            Some(command) => format!("log in again: `{command}`"),
            None => helps.to_owned(),
        }),
        RefusalKind::Clock => clocks(report, error).hint(helps),
        RefusalKind::Denied => denied(error, asker, region),
        RefusalKind::UnknownRegion => report
            .hint(helps)
            .hint_if(other_region(region).map(|near| format!("did you mean `--region {near}`?"))),
        RefusalKind::RegionWithoutApi | RefusalKind::Throttled => report.hint(helps),
        RefusalKind::Unavailable | RefusalKind::BadNextToken => {
            report.context(error.message.clone()).hint(helps)
        }
        RefusalKind::Refused => Report {
            message: format!("the service refused the request: {}", error.message),
            ..report
        }
        .hint(match service_code(&error.code) {
            Some(row) if !row.more.is_empty() => format!("{}; {SHOWS}", row.more),
            _ => SHOWS.to_owned(),
        }),
    }
}

fn other_region(region: &str) -> Option<&'static str> {
    nearest_region(region).filter(|_| known_regions().iter().all(|known| known.id != region))
}

fn clocks(report: Report, error: &ServiceError) -> Report {
    let Some((service, here)) = error.clocks else {
        return report;
    };
    let time = |time: Timestamp| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    report
        .context(format!("here         {}", time(here)))
        .context(format!("the service  {}", time(service)))
}

fn denied(error: &ServiceError, asker: &Asker, region: &str) -> Report {
    let who = match &asker.profile {
        Some(profile) => format!("profile \"{profile}\""),
        None => format!("access key `{}`", asker.key_id),
    };
    let detail = error.denied.clone().unwrap_or_default();
    let action = detail
        .auth_action
        .unwrap_or_else(|| "ecs:DescribeInvocations".to_owned());
    let known = vocabulary::action(&action);
    let why = match detail.no_permission_type.as_deref() {
        Some("ImplicitDeny") => "   (no policy allows it; not an explicit deny)",
        Some("ExplicitDeny") => "   (a policy forbids it)",
        _ => "",
    };
    let resources = known.map_or(&[][..], |known| known.on).iter();
    let resources: Vec<String> = resources
        .map(|resource| resource.replacen("acs:ecs:*:", &format!("acs:ecs:{region}:"), 1))
        .collect();
    let may = known.map_or("do this", |known| known.may);
    let message = format!("the RAM identity behind {who} may not {may}");
    let report =
        Report::new(error.kind.exit(), message).context(format!("needs action  {action}{why}"));
    let report = match resources.join(" and ") {
        none if none.is_empty() => report,
        resources => report.context(format!("on            {resources}")),
    };
    report.hint(match known {
        _ if detail.no_permission_type.as_deref() == Some("ExplicitDeny") => {
            format!("take {action} out of the policy that denies it; no other policy can allow it")
        }
        Some(known) => format!(
            "give the identity that action; `invq explain {}` prints a minimal policy",
            known.name
        ),
        None => format!("allow {action} in a RAM policy of that identity"),
    })
}
