//! The decision, over a grid of causes and times, and its bounds for any.

use proptest::prelude::*;

use super::*;

/// Decides where nothing bounds a request but the three minutes.
fn after(retries: u32, tried: &Attempts, cause: Cause, random: f64) -> Option<Duration> {
    super::after(retries, tried, cause, IN_ALL, random)
}

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

fn tried(times: u32, elapsed: f64) -> Attempts {
    Attempts {
        times,
        throttled: 0,
        corrected: false,
        elapsed: seconds(elapsed),
    }
}

fn throttled(advised: Option<f64>, next_minute: f64) -> Cause {
    Cause::Throttled {
        advised: advised.map(seconds),
        next_minute: seconds(next_minute),
    }
}

#[test]
fn the_bound_doubles_up_to_twenty_seconds_and_the_whole_range_is_used() {
    let bounds = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 20.0, 20.0];
    for (times, bound) in (1..).zip(bounds) {
        for random in [0.0, 0.25, 0.5, 0.999] {
            let next = after(20, &tried(times, 0.0), Cause::Transient, random);
            assert_eq!(next, Some(seconds(bound).mul_f64(random)));
        }
    }
}

#[test]
fn it_is_tried_as_often_as_was_asked_for() {
    for retries in [0, 1, 4, 20] {
        for times in 1..=retries {
            let next = after(retries, &tried(times, 0.0), Cause::Transient, 0.0);
            assert_eq!(next, Some(Duration::ZERO));
        }
        for cause in [Cause::Transient, throttled(Some(0.0), 0.0)] {
            let next = after(retries, &tried(retries + 1, 0.0), cause, 0.0);
            assert_eq!(next, None);
        }
    }
}

#[test]
fn what_would_fail_again_is_not_tried_again() {
    assert_eq!(after(4, &tried(1, 0.0), Cause::Final, 0.0), None);
}

#[test]
fn a_clock_is_corrected_once() {
    for retries in [0, 4] {
        let mut tried = tried(1, 0.0);
        let next = after(retries, &tried, Cause::Clock, 0.9);
        assert_eq!(next, Some(Duration::ZERO));
        tried.corrected = true;
        assert_eq!(after(retries, &tried, Cause::Clock, 0.9), None);
    }
}

#[test]
fn the_service_is_believed_when_it_says_how_long() {
    for throttled_before in [0, 1, 5] {
        let tried = Attempts {
            throttled: throttled_before,
            ..tried(1, 0.0)
        };
        let next = after(4, &tried, throttled(Some(45.0), 3.0), 0.5);
        assert_eq!(next, Some(seconds(45.5)));
    }
}

#[test]
fn without_a_word_from_the_service_the_second_refusal_waits_for_the_next_minute() {
    let once = Attempts {
        throttled: 1,
        ..tried(1, 0.0)
    };
    let cause = throttled(None, 42.0);
    assert_eq!(after(4, &once, cause, 0.5), Some(seconds(0.25)));
    let twice = Attempts {
        throttled: 2,
        ..tried(2, 0.0)
    };
    assert_eq!(after(4, &twice, cause, 0.5), Some(seconds(42.5)));
}

#[test]
fn three_minutes_are_the_end_whatever_is_left_to_try() {
    let cause = |advised| throttled(Some(advised), 0.0);
    for (elapsed, advised, again) in [
        (0.0, 179.0, true),
        (0.0, 180.0, false),
        (0.0, 1e9, false),
        (100.0, 79.0, true),
        (100.0, 79.1, false),
        (179.0, 0.0, true),
        (179.1, 0.0, false),
        (1e6, 0.0, false),
    ] {
        let next = after(20, &tried(1, elapsed), cause(advised), 0.0);
        assert_eq!(next.is_some(), again, "{advised} s after {elapsed} s");
    }
}

#[test]
fn the_newer_header_wins_and_of_the_older_two_the_longer_wait() {
    let advice = |retry_after: &str, user: &str, user_api: &str| {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let advice = ResponseHints {
            date: None,
            retry_after: text(retry_after),
            user: text(user),
            user_api: text(user_api),
        };
        advice.wait().map(|wait| wait.as_millis())
    };
    let (short, long) = ("Limit:1,Remain:0,TimeLeft:700,Reset:1", "TimeLeft: 2000");
    assert_eq!(advice("", "", ""), None);
    assert_eq!(advice("1500", short, long), Some(1500));
    assert_eq!(advice("", short, long), Some(2000));
    assert_eq!(advice("", long, short), Some(2000));
    assert_eq!(advice("", short, ""), Some(700));
    assert_eq!(advice("soon", "Limit:1", long), Some(2000));
    for odd in ["-1", "1.5", "", "99999999999999999999999", "TimeLeft:x"] {
        assert_eq!(advice(odd, odd, odd), None, "{odd}");
    }
}

fn any_cause() -> impl Strategy<Value = Cause> {
    let length = (0_u64..400_000).prop_map(Duration::from_millis);
    let advised = proptest::option::of(prop_oneof![length, Just(Duration::MAX)]);
    let minute = (0_u64..=60_000).prop_map(Duration::from_millis);
    prop_oneof![
        Just(Cause::Transient),
        Just(Cause::Clock),
        Just(Cause::Final),
        (advised, minute).prop_map(|(advised, next_minute)| Cause::Throttled {
            advised,
            next_minute
        }),
    ]
}

proptest! {
    #[test]
    fn no_wait_leaves_its_bounds(
        cause in any_cause(),
        times in 1_u32..u32::MAX,
        throttled in 0_u32..30,
        corrected: bool,
        millis in 0_u64..200_000,
        retries in 0_u32..=20,
        random in 0.0..1.0_f64,
    ) {
        let elapsed = Duration::from_millis(millis);
        let tried = Attempts { times, throttled, corrected, elapsed };
        let Some(wait) = after(retries, &tried, cause, random) else {
            return Ok(());
        };
        prop_assert!(times <= retries || cause == Cause::Clock);
        prop_assert!(elapsed + wait + LEAST <= IN_ALL);
        match cause {
            Cause::Final => prop_assert!(false, "tried again"),
            Cause::Clock => prop_assert_eq!(wait, Duration::ZERO),
            Cause::Transient => prop_assert!(wait <= LONGEST),
            Cause::Throttled { advised: Some(advised), .. } => {
                prop_assert!(wait >= advised && wait <= advised + SPREAD);
            }
            Cause::Throttled { next_minute, .. } if throttled > 1 => {
                prop_assert!(wait >= next_minute && wait <= next_minute + SPREAD);
            }
            Cause::Throttled { .. } => prop_assert!(wait <= LONGEST),
        }
    }
}
