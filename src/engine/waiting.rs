//! When a wait goes on, and when it is over: a pure decision, taken after every poll.

use std::time::Duration;

/// The first steps between polls, in seconds. A short run is seen soon; a long one costs few requests.
const STEPS: [u64; 5] = [1, 2, 3, 5, 8];

/// The longest step.
const LONGEST: Duration = Duration::from_secs(10);

/// What is missing from every answer for so long is not waited for any more, where no deadline ends the wait.
pub const ABSENT: Duration = Duration::from_secs(5 * 60);

/// What was agreed on before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// How long the wait may take, counted from the program's start; `None`: as long as it takes.
    pub deadline: Option<Duration>,
    /// A step of always the same length.
    pub interval: Option<Duration>,
    /// The first failure ends the wait.
    pub fail_fast: bool,
}

/// How the set stands after a poll.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Invocations that have not ended.
    pub pending: usize,
    /// Instances that failed so far.
    pub failed: usize,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Everything has ended, or one failure was enough.
    Done,
    /// Ask again after this time.
    Again(Duration),
    /// The deadline has passed.
    Deadline,
}

/// Decides after the `polls`th poll, `elapsed` after the program's start. A poll is always made, so a deadline that has
/// passed before the first one gives up only after it.
#[must_use]
pub fn decide(terms: &Terms, standing: Standing, polls: u32, elapsed: Duration) -> Decision {
    if standing.pending == 0 || (terms.fail_fast && standing.failed > 0) {
        return Decision::Done;
    }
    let step = terms.interval.unwrap_or_else(|| step(polls));
    match terms
        .deadline
        .map(|deadline| deadline.saturating_sub(elapsed))
    {
        Some(Duration::ZERO) => Decision::Deadline,
        // The last poll comes right at the deadline, so that an end just before it is seen.
        Some(left) => Decision::Again(step.min(left)),
        None => Decision::Again(step),
    }
}

/// The step after the `polls`th poll, from 1.
#[must_use]
pub fn step(polls: u32) -> Duration {
    let index = usize::try_from(polls.saturating_sub(1)).unwrap_or(usize::MAX);
    STEPS
        .get(index)
        .map_or(LONGEST, |seconds| Duration::from_secs(*seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn steps_grow_to_ten_seconds() {
        let steps: Vec<u64> = (1..=8).map(|polls| step(polls).as_secs()).collect();
        assert_eq!(steps, [1, 2, 3, 5, 8, 10, 10, 10]);
        assert_eq!(step(u32::MAX), secs(10));
    }

    /// Over a grid of states and times: what has ended is done whatever the clock says; what has not goes on exactly
    /// until its deadline, and never sleeps past it.
    #[test]
    fn every_state_at_every_time() {
        for pending in [0, 1, 7] {
            for failed in [0, 1] {
                for fail_fast in [false, true] {
                    for deadline in [None, Some(secs(0)), Some(secs(60)), Some(secs(3600))] {
                        for interval in [None, Some(secs(30))] {
                            for polls in [1, 3, 50] {
                                for elapsed in [0, 1, 59, 60, 61, 4000].map(secs) {
                                    let terms = Terms {
                                        deadline,
                                        interval,
                                        fail_fast,
                                    };
                                    let standing = Standing { pending, failed };
                                    let decision = decide(&terms, standing, polls, elapsed);
                                    let over = pending == 0 || (fail_fast && failed > 0);
                                    let late = deadline.is_some_and(|d| elapsed >= d);
                                    match decision {
                                        Decision::Done => assert!(over),
                                        Decision::Deadline => assert!(!over && late),
                                        Decision::Again(wait) => {
                                            assert!(!over && !late && wait > Duration::ZERO);
                                            assert!(deadline.is_none_or(|d| elapsed + wait <= d));
                                            assert!(wait <= interval.unwrap_or(secs(10)));
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
