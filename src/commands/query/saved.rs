//! `--from`: saved answers instead of the service.

use super::arrange::Gathered;
use super::delivery::Delivery;
use super::source::Source;
use crate::archive::{RowOrder, replay};
use crate::engine::{Ended, Walked};
use crate::report;

/// Hands on the rows of saved answers.
pub(super) fn rows(source: &mut Source<'_>, delivery: &mut Delivery<'_>) -> Walked {
    // A run that is compared with another one is looked for in them again.
    let compares = source.request.wanted.diff.is_some();
    let again = compares.then(|| source.saved.clone());
    let opened = std::mem::replace(&mut source.saved, again.unwrap_or_default());
    let (query, wanted) = (&source.query, &source.request.wanted);
    let file = report::saved_name(&source.request.from);
    if opened.held.iter().any(|(_, page)| page.older_runs) {
        source.ui.warning(&report::older_runs(&file));
    }
    let is_sorted = query.sort.is_some();
    // Counts do not depend on the order.
    let any = wanted.summary.is_some() && wanted.jq.is_none() && query.limit.is_none();
    let order = if any { RowOrder::Any } else { RowOrder::Usual };
    let mut gathered = Gathered::default();
    let replayed = replay(opened, query, order, |step| {
        if is_sorted && gathered.take(&step) {
            return Ok(());
        }
        delivery.step(&step)
    });
    let replayed = match replayed {
        Ok(replayed) => replayed,
        Err(error) => {
            return Walked {
                ended: Ended::Output(error),
                ..Walked::default()
            };
        }
    };
    if query.include_output && replayed.lacks_output {
        source.ui.warning(&report::saved_without_output(&file));
    }
    source.damage = replayed.damage;
    let mut walked = replayed.walked;
    if is_sorted {
        gathered.hand_on(query, &mut walked, delivery);
    }
    walked
}
