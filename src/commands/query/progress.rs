//! How a long walk goes on: pages, records and their rate on standard error, on a terminal, while no row goes to one.

use jiff::Timestamp;

use super::source::Source;
use crate::engine::Step;
use crate::host::Clock;
use crate::query::{Form, Several};
use crate::ui::Live;

/// Nobody needs to be told of a walk that is over by then.
const SOON: f64 = 1.0;

/// The one who counts.
pub(super) struct WalkProgress {
    live: Option<Live>,
    clock: Clock,
    begun: Timestamp,
    pages: usize,
    records: usize,
}

impl WalkProgress {
    /// Begins to count, where somebody is there to see it.
    pub(super) fn new(source: &Source<'_>, gathers: bool) -> Self {
        let (wanted, clock) = (&source.request.wanted, &source.host.clock);
        let gathers = gathers
            || source.query.sort.is_some()
            || wanted.jq.is_some()
            || wanted.summary.is_some()
            || wanted.form == Form::Brief
            || (wanted.form == Form::Output && wanted.several == Several::Folded);
        let hidden = gathers || !source.host.terminal.stdout;
        // Files that are saved have a line of their own.
        let wanted = hidden && wanted.save.is_none();
        Self {
            live: wanted.then(|| source.ui.live()).flatten(),
            clock: clock.clone(),
            begun: clock.now(),
            pages: 0,
            records: 0,
        }
    }

    /// Counts what came.
    pub(super) fn see(&mut self, step: &Step<'_>) {
        let Some(live) = &mut self.live else { return };
        match step {
            Step::Body { records, .. } => {
                self.pages += 1;
                self.records += records;
            }
            Step::PageEnd => {
                let seconds = self.clock.now().duration_since(self.begun).as_secs_f64();
                if seconds >= SOON {
                    live.set("walk", &line(self.pages, self.records, seconds));
                }
            }
            Step::Row(_) | Step::Hidden(_) | Step::Late(_) => {}
        }
    }

    /// Takes the line away.
    pub(super) fn clear(self) {
        if let Some(live) = self.live {
            live.clear();
        }
    }
}

/// `120 pages, 6000 records, 1500 a second`
fn line(pages: usize, records: usize, seconds: f64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a rate is told roughly")]
    let rate = records as f64 / seconds;
    format!("{pages} pages, {records} records, {rate:.0} a second")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_told_roughly() {
        assert_eq!(
            line(120, 6000, 4.1),
            "120 pages, 6000 records, 1463 a second"
        );
    }
}
