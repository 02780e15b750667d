//! The order of a result that is sorted, and where a limit ends the set.

use super::delivery::Delivery;
use crate::engine::{self, Ended, Step, Walked};
use crate::model::column::{Line, Value};
use crate::model::{Row, Tally};
use crate::query::Query;

/// Records of the set that wait for the others, each with whether it is shown.
#[derive(Debug, Default)]
pub(super) struct Gathered(Vec<(Row, bool)>);

impl Gathered {
    /// Takes what a walk brings, if it is a record, and says whether it is.
    pub(super) fn take(&mut self, step: &Step<'_>) -> bool {
        match step {
            Step::Row(row) => self.0.push(((*row).clone(), true)),
            Step::Hidden(row) => self.0.push(((*row).clone(), false)),
            Step::Body { .. } | Step::Late(_) | Step::PageEnd => return false,
        }
        true
    }

    /// What was taken.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.0.iter().map(|(row, _)| row)
    }

    /// The rows that are shown, in their order. Where they are sorted, the limit ends the set only here; then, how the set
    /// stands up to the last of them.
    pub(super) fn arrange(self, query: &Query) -> (Vec<Row>, Option<Tally>) {
        let mut set = self.0;
        let mut tally = None;
        if query.sort.is_some() {
            set = sorted(set, query);
            end_with_limit(&mut set, query);
            tally = Some(engine::tally(query, set.iter().map(|(row, _)| row)));
        }
        let shown = set.into_iter().filter(|(_, is_shown)| *is_shown);
        (shown.map(|(row, _)| row).collect(), tally)
    }

    /// Hands on what was gathered in its order, as far as the limit goes.
    pub(super) fn hand_on(self, query: &Query, walked: &mut Walked, delivery: &mut Delivery<'_>) {
        let (rows, tally) = self.arrange(query);
        walked.tally = tally.unwrap_or_else(|| std::mem::take(&mut walked.tally));
        if let Err(error) = delivery.rows(&rows) {
            walked.ended = Ended::Output(error);
        }
    }
}

/// The set of a wait, with what the view shows of it at its end.
pub(super) fn in_view(rows: Vec<Row>, query: &Query) -> (Vec<Row>, Tally) {
    let view = &query.filters.view;
    let narrowed =
        rows.into_iter().map(
            |row| match view.narrow(row.invocation(), row.named().clone()) {
                Some(shown) => (row.showing(shown), true),
                None => (row, false),
            },
        );
    let mut set = sorted(narrowed.collect(), query);
    end_with_limit(&mut set, query);
    let tally = engine::tally(query, set.iter().map(|(row, _)| row));
    let shown = set.into_iter().filter(|(_, is_shown)| *is_shown);
    (shown.map(|(row, _)| row).collect(), tally)
}

/// Leaves out what comes after the last row that the limit lets through.
fn end_with_limit(set: &mut Vec<(Row, bool)>, query: &Query) {
    let Some(limit) = query.limit else { return };
    let mut shown = set
        .iter()
        .enumerate()
        .filter(|(_, (_, is_shown))| *is_shown);
    if let Some((last, _)) = shown.nth(limit.saturating_sub(1)) {
        set.truncate(last + 1);
    }
}

fn sorted(set: Vec<(Row, bool)>, query: &Query) -> Vec<(Row, bool)> {
    let Some(sort) = query.sort else { return set };
    // A value may take a while to work out, so each is worked out once and not for each comparison.
    let keyed = set.iter().map(|member| {
        let row = &member.0;
        // A run is sorted by what its instance did.
        let instance = row.instances().next().filter(|_| row.invocation().is_run());
        (sort.column.value(Line { row, instance }), member)
    });
    let mut keyed: Vec<(Value<'_>, &(Row, bool))> = keyed.collect();
    keyed.sort_by(|(a, _), (b, _)| a.order(b, sort.descending));
    keyed
        .into_iter()
        .map(|(_, member)| member.clone())
        .collect()
}
