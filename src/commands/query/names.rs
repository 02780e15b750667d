//! A `--command-name` that nothing was found for: names match as a whole, and which one may have been meant.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::time::Duration;

use super::source::Source;
use super::verdict::signalled;
use crate::engine::{Ended, Order, Place, PlacedTarget, Step, Walked, walk};
use crate::host::Signal;
use crate::nearest::nearest;
use crate::query::{Query, Target};
use crate::render::shell_word;
use crate::vocabulary::Exit;

/// A question for a note is not worth waiting for any longer.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Tells which name may have been meant, where none that was read is the one that was asked for. Fails in silence: the names
/// are nothing that was asked for.
pub(super) async fn tell(source: &Source<'_>, walked: &Walked) -> Exit {
    let query = &source.request.query;
    let typed = query.command_name.as_ref().and_then(|name| name.whole());
    let whole = matches!(walked.ended, Ended::Done) && walked.failures.is_empty();
    let found_none = walked.tally.matched == 0 && whole && query.next_token.is_none();
    let Some(typed) = typed.filter(|_| found_none && !source.request.no_notes) else {
        return Exit::Success;
    };
    let names = if source.request.reads_saved() {
        Some(walked.names.clone()).filter(|names| !names.is_empty())
    } else {
        match newest_names(source, walked).await {
            Ok(names) => names,
            Err(signal) => return signalled(signal),
        }
    };
    if let Some(note) = names.and_then(|names| note(typed, &names)) {
        source.ui.note(&note);
    }
    Exit::Success
}

/// The names on the newest page, where the service selected by the name and found nothing.
async fn newest_names(
    source: &Source<'_>,
    walked: &Walked,
) -> Result<Option<BTreeSet<String>>, Signal> {
    let mut jobs = source.jobs.iter();
    let filtered = jobs.any(|job| !job.target.repairs.is_empty());
    let first = source.jobs.first();
    let Some(first) = first.filter(|_| walked.records == 0 || filtered) else {
        return Ok(None);
    };
    let now = source.host.clock.now();
    let until = now.checked_add(LONGEST_WAIT).unwrap_or(now);
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
    let jobs = vec![PlacedTarget { target, place }];
    let interrupt = (source.host.interrupt)();
    let newest = walk(jobs, &one_page, Order::Strict, interrupt, |step| {
        if let Step::Row(row) = step {
            let name = row.invocation().record().text("CommandName");
            names.extend(name.map(Cow::into_owned));
        }
        Ok(())
    })
    .await;
    match newest.ended {
        Ended::Signal(signal) => Err(signal),
        _ => Ok(Some(names)),
    }
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
