//! A `--command-name` that nothing was found for: names match as a whole, and which one may have been meant.

use std::collections::BTreeSet;
use std::time::Duration;

use super::conclude::signalled;
use super::session::Session;
use crate::engine::{Ended, Job, Order, Place, Step, Walked, walk};
use crate::host::Host;
use crate::model::Invocation;
use crate::nearest::nearest;
use crate::query::{Query, Target};
use crate::render::shell_word;
use crate::vocabulary::Exit;

/// A question for a note is not worth waiting for any longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks for the newest page, whatever its names, and tells what may have been meant. Where that fails, it is nothing that
/// was asked for.
pub(super) async fn tell(session: &Session<'_>, walked: &Walked, host: &Host) -> Exit {
    let typed = session.query.command_name.as_ref();
    let Some(typed) = typed.and_then(|name| name.whole()) else {
        return Exit::Success;
    };
    let filtered = session
        .jobs
        .iter()
        .any(|job| !job.target.repairs.is_empty());
    let unknown = walked.tally.matched == 0 && (walked.records == 0 || filtered);
    let whole = matches!(walked.ended, Ended::Done) && walked.failures.is_empty();
    let Some(first) = session.jobs.first() else {
        return Exit::Success;
    };
    if session.no_notes || !unknown || !whole || session.query.next_token.is_some() {
        return Exit::Success;
    }
    let now = host.clock.now();
    let until = now.checked_add(PATIENCE).unwrap_or(now);
    let place = Place {
        client: first.place.client.until(until),
        ..first.place.clone()
    };
    let target = Target::newest(&first.target.region);
    let one_page = Query {
        one_page: true,
        ..Query::default()
    };
    let mut names = BTreeSet::new();
    let jobs = vec![Job { target, place }];
    let interrupt = (host.interrupt)();
    let newest = walk(jobs, &one_page, Order::Strict, interrupt, |step| {
        if let Step::Row(row) = step {
            names.extend(name_of(row.invocation()));
        }
        Ok(())
    })
    .await;
    if let Ended::Signal(signal) = newest.ended {
        return signalled(signal);
    }
    if let Some(note) = note(typed, &names) {
        session.ui.note(&note);
    }
    Exit::Success
}

/// The name that an invocation's command has.
pub(super) fn name_of(invocation: &Invocation) -> Option<String> {
    Some(invocation.record().text("CommandName")?.into_owned())
}

/// The longest name that is compared; the service takes no longer ones.
const LONGEST: usize = 512;

/// What to say of a name that was not found; nothing when it is there, and something else excludes it.
pub(super) fn note(typed: &str, names: &BTreeSet<String>) -> Option<String> {
    if names.contains(typed) {
        return None;
    }
    let near = names.iter().filter(|name| name.len() <= LONGEST);
    let near = nearest(typed, near.map(String::as_str)).map(shell_word);
    let begun = names.iter().any(|name| name.starts_with(typed));
    let pattern = begun.then(|| shell_word(&format!("{typed}*")));
    let meant: Vec<String> = near
        .into_iter()
        .chain(pattern)
        .map(|it| format!("`{it}`"))
        .collect();
    let meant = match meant.as_slice() {
        [] => String::new(),
        meant => format!("; did you mean {}?", meant.join(" or ")),
    };
    Some(format!(
        "--command-name `{typed}`: names match as a whole, and case counts{meant}"
    ))
}
