//! The exit code that a set gives where a verdict was asked.

use crate::host::Signal;
use crate::model::Tally;
use crate::model::tally::NO_EXIT_CODE;
use crate::query::Judge;
use crate::report::{self, Report};
use crate::request::Request;
use crate::ui::Ui;
use crate::vocabulary::Exit;

/// What is judged.
pub(super) struct Judged<'a> {
    pub request: &'a Request,
    pub tally: &'a Tally,
    /// Whether the set may hold more than was read.
    pub is_part: bool,
    /// What to say of an empty set; `None` where its reason has been told already.
    pub nothing: Option<Report>,
}

impl Judged<'_> {
    /// The exit, where a verdict was asked. A set of nothing is no success unless that is allowed.
    pub(super) fn exit(self, ui: &Ui) -> Exit {
        let Some(judge) = self.request.wanted.judge else {
            return Exit::Success;
        };
        let may_be_empty = self.request.wanted.allow_empty && self.request.query.ids.is_empty();
        match self.nothing {
            Some(report) if self.tally.matched == 0 && !may_be_empty => {
                report.tell(ui);
                report.exit
            }
            _ => exit(judge, self.tally, self.is_part),
        }
    }
}

/// Why there is nothing to judge.
pub(super) fn nothing(tally: &Tally, request: &Request) -> Report {
    match tally.endless {
        _ if request.query.ids.none_on_stdin => report::no_id_to_judge(),
        0 if request.reads_saved() => report::nothing_saved_to_judge(),
        0 => report::nothing_to_judge(),
        tasks => report::only_endless(tasks),
    }
}

/// The exit after a signal.
pub(super) fn signalled(signal: Signal) -> Exit {
    match signal {
        Signal::Interrupt => Exit::Interrupted,
        Signal::Terminate => Exit::Terminated,
    }
}

fn exit(judge: Judge, tally: &Tally, is_part: bool) -> Exit {
    let fails = tally.failed > 0;
    let is_open = tally.pending > 0 || is_part;
    match judge {
        Judge::Verdict if fails => Exit::Failed,
        Judge::Verdict if is_open => Exit::Pending,
        Judge::Verdict => Exit::Success,
        // No exit code says that all is well where something is not.
        Judge::Remote if tally.exit_code == 0 && (fails || is_open) => Exit::Remote(NO_EXIT_CODE),
        Judge::Remote => Exit::Remote(tally.exit_code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_set_that_is_all_well_is_a_success() {
        for judge in [Judge::Verdict, Judge::Remote] {
            for failed in [0, 1] {
                for pending in [0, 1] {
                    for exit_code in [0, 3] {
                        for is_part in [false, true] {
                            let tally = Tally {
                                matched: 2,
                                failed,
                                pending,
                                exit_code,
                                ..Tally::default()
                            };
                            let fine = failed + pending == 0 && !is_part;
                            let zero = fine && (judge == Judge::Verdict || exit_code == 0);
                            let code = exit(judge, &tally, is_part).code();
                            assert_eq!(code == 0, zero, "{judge:?} {tally:?} {is_part}");
                        }
                    }
                }
            }
        }
    }
}
