//! What is known of an invocation after one more answer: nothing that was seen is forgotten, and what has ended stays ended.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::{Instance, Invocation, Row, Shown, Verdict};

/// A row after one more answer.
#[derive(Debug)]
pub(super) struct Update {
    /// The row as it is known now.
    pub row: Row,
    /// Instances that were known before and are not in the answer; they stand in the row as they did.
    pub absent: Vec<String>,
}

/// Takes a new answer for the invocation of a row that is known already.
pub(super) fn update(known: &Row, new: Invocation) -> Update {
    let (mut kept, mut absent) = (HashMap::new(), Vec::new());
    let answered = by_id(new.instances());
    for (id, then) in by_id(known.invocation().chosen(known.named())) {
        match answered.get(&id) {
            None => {
                absent.push(id.clone());
                kept.insert(id, then);
            }
            Some(now) if goes_back(&new, then, *now) => {
                kept.insert(id, then);
            }
            Some(_) => {}
        }
    }
    absent.sort();
    let is_kept = |instance: &Instance<'_>| kept.contains_key(instance.id().as_ref());
    let patched = (!kept.is_empty()).then(|| {
        let others = new.instances().filter(|instance| !is_kept(instance));
        new.with_instances(others.chain(known.invocation().instances().filter(is_kept)))
    });
    let invocation = patched.unwrap_or(new);
    let named = same_instances(known.invocation(), known.named(), &invocation);
    let shown = same_instances(known.invocation(), known.shown(), &invocation);
    let row = Row::new(invocation, Arc::clone(known.origin()), named, shown);
    Update { row, absent }
}

fn by_id<'a>(instances: impl Iterator<Item = Instance<'a>>) -> HashMap<String, Instance<'a>> {
    instances
        .map(|instance| (instance.id().into_owned(), instance))
        .collect()
}

/// Whether an instance that had ended goes on again, or ended better than it had. A task that repeats may do both.
fn goes_back(invocation: &Invocation, then: Instance<'_>, now: Instance<'_>) -> bool {
    let better = |then: Verdict, now: Verdict| then.or_worse(now) != now;
    !invocation.repeats()
        && then.has_ended()
        && (!now.has_ended() || better(then.verdict(), now.verdict()))
}

/// The same instances as before, wherever they stand now.
fn same_instances(before: &Invocation, chosen: &Shown, now: &Invocation) -> Shown {
    if *chosen == Shown::All {
        return Shown::All;
    }
    let ids = by_id(before.chosen(chosen));
    let places = now.instances().enumerate();
    let same = places.filter(|(_, instance)| ids.contains_key(instance.id().as_ref()));
    Shown::Some(same.map(|(place, _)| place).collect())
}
