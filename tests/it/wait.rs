//! `--wait`: when it ends, what it asks for meanwhile, what is told of it, and what a script can rely on afterwards.

use invq::host::Signal;
use invq::sandbox::{Fault, Options};

use crate::support::{
    Answer, Invq, NOW, Rogue, Run, Server, Time, invocation, json, list, nothing, rows, script,
    sheet,
};

/// Well on three instances after ten seconds.
const DEPLOY: &str = "t-hz04d7q6f3r8xa";
/// Fails after twelve.
const MIGRATE: &str = "t-hz04d7q5w9n2tc";
/// Three well, one runs into its timeout after twenty.
const SMOKE: &str = "t-hz04d7q4j7m1sd";
/// Never ends.
const STUCK: &str = "t-hz04d7p2m8q0bk";

/// Asks the built-in fleet, which moves in the time in which invq waits.
fn moving(words: &str) -> Run {
    Server::moving().run(words)
}

fn running(id: &str) -> String {
    invocation(id, "Running", &[("i-1", "Running", 0)])
}

fn ended(id: &str) -> String {
    invocation(id, "Success", &[("i-1", "Success", 0)])
}

fn failed(id: &str, exit: i32) -> String {
    invocation(id, "Failed", &[("i-1", "Failed", exit)])
}

#[test]
fn a_wait_ends_when_the_run_has_ended_and_tells_each_change_once() {
    let words = format!("{DEPLOY} --wait -q");
    let run = moving(&words);
    assert_eq!(run.seconds(), [1, 2, 3, 5]);
    sheet("wait/one", [(words, run)]);
}

#[test]
fn steps_grow_until_they_are_ten_seconds_unless_an_interval_is_given() {
    for (words, code, steps) in [
        (format!("{SMOKE} --wait -q"), 1, &[1, 2, 3, 5, 8, 10][..]),
        // The last poll comes right at the deadline.
        (
            format!("{STUCK} --wait=60s -q"),
            124,
            &[1, 2, 3, 5, 8, 10, 10, 10, 10, 1],
        ),
        (format!("{DEPLOY} --wait --interval 4s -q"), 0, &[4, 4, 4]),
    ] {
        assert_eq!(moving(&words).exits(code).seconds(), steps, "{words}");
    }
    let run = moving(&format!("{DEPLOY} --wait --interval 500ms -q"));
    run.exits(2).says("interval");
}

#[test]
fn several_are_waited_for_until_the_last_has_ended() {
    let words = format!("{DEPLOY} {MIGRATE} {SMOKE} --wait");
    let run = moving(&words);
    assert_eq!(run.seconds(), [1, 2, 3, 5, 8, 10]);
    sheet("wait/several", [(words, run)]);
}

#[test]
fn polls_ask_without_output_and_it_is_fetched_once_at_the_end() {
    let server = Server::moving();
    let words = format!("{DEPLOY} --wait -o output");
    sheet("wait/output", [(&words, server.run(&words))]);
    let with_output = |line: &String| line.contains("IncludeOutput=true");
    let sent: Vec<bool> = server.sent().iter().map(with_output).collect();
    assert_eq!(sent, [false, false, false, false, false, true]);
}

#[test]
fn at_the_deadline_the_last_state_is_printed_in_the_chosen_form() {
    let forms = [
        "--columns id,status,instances",
        "--json=InvokeId,InvocationStatus",
        "-o output",
    ];
    let runs = forms.map(|form| {
        let words = format!("{MIGRATE} --wait=5s {form}");
        (words.clone(), moving(&words))
    });
    sheet("wait/deadline", runs);
}

#[test]
fn the_usual_deadline_is_the_runs_own_timeout_and_a_while() {
    let without = running("t-1").replace(r#""Timeout":60,"#, "");
    for (words, record, polls, seconds) in [
        // Sixty seconds from its creation, which is now, and ninety more.
        ("t-1 --wait -q", running("t-1"), 1 + 5 + 13 + 1, 150),
        // Half an hour where nobody knows.
        ("t-1 --wait --interval 1m -q", without, 1 + 30, 30 * 60),
    ] {
        let run = script(words, (0..polls).map(|_| list(&[&record]))).exits(124);
        assert_eq!(run.seconds().iter().sum::<u128>(), seconds, "{words}");
    }
}

#[test]
fn without_a_deadline_it_goes_on_for_hours() {
    let hours = (0..500).map(|_| list(&[running("t-1")]));
    let answers = hours.chain([list(&[ended("t-1")])]);
    let run = script("t-1 --wait=0 --interval 1m -q", answers).exits(0);
    assert_eq!(run.waits.len(), 500);
}

#[test]
fn at_least_one_poll_is_made() {
    let run = moving(&format!("{MIGRATE} --wait=1ms -q"));
    assert_eq!(run.exits(124).lines(), [MIGRATE]);
    // Its timeout passed long ago.
    let old = running("t-1").replace(NOW, "2026-06-20T00:00:00Z");
    let run = script("t-1 --wait -q", [list(&[old])]).exits(124);
    assert_eq!(run.waits.len(), 0);
}

#[test]
fn how_to_go_on_names_the_instances_that_were_named() {
    let run = moving(&format!("{STUCK} --wait=1s --json=InvokeInstances"));
    let instances = json(&run)[0]["InvokeInstances"].clone();
    let mut instances = instances.as_array().unwrap().iter();
    let pending = instances.find(|each| each["Derived"]["Verdict"] == "pending");
    let id = pending.unwrap()["InstanceId"].as_str().unwrap();
    let run = moving(&format!("{STUCK} {id} --wait=1s -q")).exits(124);
    run.says(&format!("wait on with  invq {STUCK} {id} --wait\n"));
}

#[test]
fn the_first_failed_instance_can_be_enough() {
    let part = |first: &str, second: &str| {
        list(&[invocation(
            "t-1",
            "Running",
            &[("i-1", first, 3), ("i-2", second, 0)],
        )])
    };
    let answers = [part("Running", "Running"), part("Failed", "Running")];
    let words = "t-1 --wait --fail-fast -q";
    sheet("wait/fail-fast", [(words, script(words, answers))]);
    // Instances that were named decide; the others are not theirs to fail.
    let answers = [part("Failed", "Running"), part("Failed", "Success")];
    script("t-1 i-2 --wait --fail-fast -q", answers).exits(0);
}

#[test]
fn named_instances_decide_when_it_ends_and_how() {
    // The first of them is well after five seconds, the invocation only after ten.
    let run = moving(&format!("{DEPLOY} --json"));
    assert_eq!(run.waits.len(), 0);
    let instances = json(&run)[0]["InvokeInstances"].clone();
    let first = instances[0]["InstanceId"].as_str().unwrap().to_owned();
    let run = moving(&format!("{DEPLOY} {first} --wait -q --per-instance")).exits(0);
    assert_eq!(run.lines(), [format!("{DEPLOY}\t{first}")]);
    assert_eq!(run.seconds(), [1, 2, 3]);
}

#[test]
fn an_invocation_that_is_not_visible_yet_is_looked_for() {
    let options = Options {
        faults: vec![Fault::parse("late-id").unwrap()],
        ..Options::default()
    };
    let server = Server::on(options, &Time::default());
    let run = server.run(&format!("{DEPLOY} --wait -q"));
    assert_eq!(run.exits(0).lines(), [DEPLOY]);
}

#[test]
fn an_invocation_that_is_never_visible_is_looked_for_15_seconds() {
    let run = moving("t-nobody --wait -q").exits(4);
    assert_eq!(run.seconds().iter().sum::<u128>(), 15);
    run.says("`t-nobody` was not found");
    // Whatever else is empty stays so.
    for words in ["--command-name nobody", "-t nobody", "c-nobody", "i-nobody"] {
        let run = moving(&format!("{words} --wait -q")).exits(4);
        assert_eq!(run.waits.len(), 0, "{words}");
    }
}

#[test]
fn failed_polls_are_told_once_and_never_fatal() {
    let internal = || Answer::refusal("500 Internal Server Error", "InternalError", &[]);
    let answers = [
        list(&[running("t-1")]),
        internal(),
        internal(),
        Answer::refusal("400 Bad Request", "Throttling.User", &[]),
        Answer::hang_up(),
        Answer::html("200 OK", "<html>log in</html>"),
        Answer::denied(),
        list(&[ended("t-1")]),
    ];
    let words = "t-1 --wait=10m -q";
    sheet("wait/failed-polls", [(words, script(words, answers))]);
}

#[test]
fn trouble_that_passes_may_come_before_the_first_answer() {
    let answers = [Answer::busy(), Answer::hang_up(), list(&[ended("t-1")])];
    let run = script("t-1 --wait=10m -q", answers).exits(0);
    assert_eq!(
        (run.lines(), run.seconds()),
        (vec!["t-1".to_owned()], vec![1, 2])
    );
}

#[test]
fn a_refusal_of_the_first_request_ends_it_at_once() {
    let invalid = Answer::refusal("400 Bad Request", "InvalidParameter", &[]);
    let portal = Answer::html("200 OK", "<html>log in</html>");
    for (answer, code) in [(Answer::denied(), 3), (invalid, 5), (portal, 5)] {
        let run = script("t-1 --wait=10m -q", [answer]).exits(code);
        assert_eq!(run.waits.len(), 0);
    }
}

/// What came is printed, and judged; nothing is waited for, since the set is not known.
#[test]
fn a_target_that_is_refused_does_not_take_the_others_with_it() {
    let answers = [list(&[ended("t-1")]), Answer::denied()];
    let run = script("t-1 t-2 --wait -q --jobs 1", answers);
    assert_eq!(run.exits(7).lines(), ["t-1"]);
}

#[test]
fn a_task_that_never_ends_is_not_waited_for() {
    for mode in ["Period", "EveryReboot", "NextRebootOnly"] {
        let repeating = format!(r#""RepeatMode":"{mode}","Timeout""#);
        let of = |record: String| list(&[record.replace(r#""Timeout""#, &repeating)]);
        let run = script("t-1 --wait -q", [of(running("t-1"))]).exits(2);
        assert_eq!(run.waits.len(), 0);
        run.says(mode).says("t-1");
        // One that has ended already needs no waiting.
        script("t-1 --wait -q", [of(ended("t-1"))]).exits(0);
    }
}

/// Twenty-five of them in this state.
fn many(state: fn(&str) -> String) -> Vec<String> {
    (0..25).map(|n| state(&format!("t-{n:02}"))).collect()
}

/// What was asked of a peer, one of these answers for each: whether it was for an ID.
fn by_id(words: &str, answers: Vec<Answer>) -> Vec<bool> {
    let peer = Rogue::new(answers);
    let run = peer.run(&format!("--command-name build {words} --wait -q --jobs 1"));
    assert_eq!(run.exits(0).lines().len(), 25);
    let asked = peer.requests().into_iter();
    asked.map(|it| it.form.contains_key("InvokeId")).collect()
}

#[test]
fn many_are_looked_for_in_the_list_and_those_it_lost_by_their_id() {
    let mut answers = vec![list(&many(running)), list(&many(running))];
    // The list has lost the last three.
    let ended = many(ended);
    answers.push(list(&ended[..22]));
    answers.extend(ended[22..].iter().map(|one| list(&[one])));
    let asked = by_id("", answers);
    assert_eq!(asked, [false, false, false, true, true, true]);
}

/// A list that is longer than what is waited for is not read again for it.
#[test]
fn many_of_a_long_list_are_asked_for_one_by_one() {
    let pages = many(running).into_iter().enumerate().map(|(n, record)| {
        let token = (n < 24).then(|| format!("T{n}"));
        Answer::page(&[record], token.as_deref())
    });
    let polls = many(ended).into_iter().map(|record| list(&[record]));
    let asked = by_id("--page-size 1", pages.chain(polls).collect());
    assert_eq!(asked, [[false; 25], [true; 25]].concat());
}

#[test]
fn a_list_that_fails_is_not_made_up_for_by_asking_for_each() {
    let answers = [list(&many(running)), Answer::busy(), list(&many(ended))];
    let run = script("--command-name build --wait -q --jobs 1", answers).exits(0);
    assert_eq!((run.lines().len(), run.seconds()), (25, vec![1, 2]));
}

/// A limit and an order choose what is shown; what is waited for and judged is the set.
#[test]
fn what_is_shown_is_chosen_at_the_end() {
    let set = format!("{DEPLOY} {MIGRATE} {SMOKE} --wait");
    for (view, shown, code, waits) in [
        ("--sort name", vec![DEPLOY, MIGRATE, SMOKE], 1, 6),
        ("--sort name:desc -n 1", vec![SMOKE], 1, 6),
        ("--failed", vec![MIGRATE, SMOKE], 1, 6),
        ("--failed -n 1", vec![MIGRATE], 1, 6),
        ("--exit-code 99", vec![], 1, 6),
        // Without either, the limit ends the walk, and with it the set.
        ("-n 1", vec![DEPLOY], 0, 4),
    ] {
        let run = moving(&format!("{set} -q {view}")).exits(code);
        assert_eq!((run.lines().len(), run.waits.len()), (shown.len(), waits));
        assert_eq!(run.lines(), shown, "{view}");
    }
    // Outputs are fetched of what is shown alone.
    let server = Server::moving();
    let words = format!("{set} --sort name:desc -n 1 -o output");
    server.run(&words).exits(1);
    let requests = server.sent().concat();
    assert_eq!(requests.matches("IncludeOutput=true").count(), 1);
}

#[test]
fn an_unknown_status_is_waited_for_and_warned_of() {
    let odd = invocation("t-1", "Frozen", &[("i-1", "Frozen", 0)]);
    let words = "t-1 --wait=3s -q";
    let run = script(words, [0; 3].map(|_| list(&[&odd])));
    assert_eq!(run.seconds(), [1, 2]);
    sheet("wait/unknown", [(words, run)]);
}

#[test]
fn a_signal_leaves_the_last_state_and_how_to_go_on() {
    let words = format!("{MIGRATE} --wait --json");
    let runs = [Signal::Interrupt, Signal::Terminate].map(|signal| {
        let server = Server::moving();
        // While invq waits for the second time.
        let run = server.invq(&words).signal_after(1, signal).run();
        (format!("{signal:?}"), run)
    });
    sheet("wait/signal", runs);
}

/// The way a result looks says nothing about how the runs went.
#[test]
fn no_form_changes_the_exit_code() {
    let forms = [
        "",
        "-o wide",
        "--json",
        "-o jsonl",
        "-o csv",
        "-o tsv",
        "-q",
        "-o output",
        "-o output --fold",
        "-o command",
        "-o api",
        "--summary",
        "--per-instance",
        "--jq length",
        "--columns id",
        "--failed",
    ];
    let cases = format!(
        "{DEPLOY} --wait → 0
        {MIGRATE} --wait → 1
        {SMOKE} --wait → 1
        {STUCK} --wait=2s → 124
        {MIGRATE} --exit-status → 8
        t-hz04d7m0c6t9ya --exit-status → 1
        t-nobody --wait → 4
        t-nobody --exit-status → 4
        t-nobody --exit-status=remote → 125
        {DEPLOY} --wait --exit-status=remote → 0
        {MIGRATE} --wait --exit-status=remote → 1
        {SMOKE} --wait --exit-status=remote → 125
        t-hz04d7m0c6t9ya i-bp1i7gg30r52z2emq3x1 --exit-status=remote → 100"
    );
    for (asked, code) in rows(&cases) {
        for form in forms {
            let run = moving(&format!("{asked} {form}"));
            assert_eq!(run.code.to_string(), code, "invq {asked} {form}: {run}");
        }
    }
}

/// 1 over 124 over 7 over 4 over 8.
#[test]
fn which_exit_code_wins() {
    let open = |id| list(&[running(id)]);
    let well = |id| list(&[ended(id)]);
    let bad = || list(&[failed("t-1", 2)]);
    let busy = Answer::busy;
    let output = "t-1 t-2 --wait=1ms -o output";
    for (words, answers, code) in [
        ("t-1 t-2 --exit-status -q", vec![bad(), open("t-2")], 1),
        (
            "t-1 t-2 --wait=1ms -q",
            vec![bad(), open("t-2"), open("t-2")],
            1,
        ),
        // Failed, and one target did not answer.
        ("t-1 t-2 --exit-status -q", vec![bad(), busy()], 1),
        // The deadline, and an output that cannot be had.
        (
            output,
            vec![
                open("t-1"),
                open("t-2"),
                open("t-1"),
                open("t-2"),
                well("t-1"),
                busy(),
            ],
            124,
        ),
        (
            output,
            vec![well("t-1"), well("t-2"), well("t-1"), busy()],
            7,
        ),
        // The deadline, and an ID that is not there.
        (
            "t-1 t-2 --wait=1ms -q",
            vec![
                open("t-1"),
                nothing(),
                nothing(),
                open("t-1"),
                nothing(),
                nothing(),
            ],
            124,
        ),
        // A target that did not answer, an ID that is not there, one that is pending.
        (
            "t-1 t-2 t-3 --exit-status -q",
            vec![open("t-1"), busy(), nothing(), nothing()],
            7,
        ),
        (
            "t-1 t-2 --exit-status -q",
            vec![open("t-1"), nothing(), nothing()],
            4,
        ),
        ("t-1 --exit-status -q", vec![open("t-1")], 8),
    ] {
        let run = script(&format!("{words} --jobs 1"), answers);
        assert_eq!(run.code, code, "{words}: {run}");
    }
}

/// A process that has not ended has no exit code. 124 could be one, so the deadline is no other than what 125 says.
#[test]
fn the_remote_code_at_the_deadline_is_125() {
    let remote = "--wait=1ms --exit-status=remote -q";
    let run = moving(&format!("{STUCK} {remote}")).exits(125);
    run.says("1 still pending; wait on with");
    let empty = || list(&[invocation("t-1", "Pending", &[])]);
    let open = || list(&[running("t-2")]);
    let two = invocation(
        "t-1",
        "Running",
        &[("i-1", "Failed", 3), ("i-2", "Running", 0)],
    );
    for (words, answers, code) in [
        // Though another has ended, well or with a code of its own.
        (
            "t-1 t-2 --jobs 1",
            vec![list(&[ended("t-1")]), open(), open()],
            125,
        ),
        (
            "t-1 t-2 --jobs 1",
            vec![list(&[failed("t-1", 3)]), open(), open()],
            125,
        ),
        // Nothing has started yet.
        ("t-1", vec![empty(), empty()], 125),
        // The instance that was named has ended, and what becomes of the others is not asked.
        ("t-1 i-1", vec![list(&[two])], 3),
    ] {
        script(&format!("{words} {remote}"), answers).exits(code);
    }
    script("t-1 --exit-status=remote -q", [empty()]).exits(125);
}

/// Nothing is known of the runs, so it is not their deadline that passed: whoever reads the code should look at the network.
#[test]
fn no_answer_at_all_by_the_deadline_is_trouble_and_no_deadline() {
    let nobody = |words: &str| {
        let invq = Invq::new(words).asking("http://127.0.0.1:1");
        invq.env("INVQ_RETRIES", "0").run()
    };
    let run = nobody("t-1 --wait=30s");
    assert_eq!(run.seconds(), [1, 2, 3, 5, 8, 10, 1]);
    sheet("wait/nobody", [("t-1 --wait=30s", run)]);
    nobody("t-1 --wait=30s --exit-status=remote").exits(125);
    // What one target answered is printed all the same.
    let ended = || list(&[ended("t-1")]);
    let answers = [ended(), Answer::busy(), ended(), Answer::busy()];
    let run = script("t-1 t-2 --wait=1s -q --jobs 1", answers);
    assert_eq!(run.exits(7).lines(), ["t-1"]);
}

/// A request may be repeated for three minutes, but not beyond what the wait itself may take.
#[test]
fn the_first_poll_does_not_outlast_a_short_wait() {
    let answers = (0..4).map(|_| Answer::throttled(60_000));
    let run = script("t-1 --wait=5s --retries 4", answers).exits(6);
    assert_eq!(run.seconds(), [1, 2, 2]);
    run.says("asking again");
}

#[test]
fn ages_are_those_of_the_end_and_not_of_the_beginning() {
    let server = Server::moving();
    let run = server.invq(&format!("{DEPLOY} --wait")).terminal(80).run();
    // It began a second ago, and was waited for more than ten.
    assert!(run.stdout().contains("(12s ago), took 11s"), "{run}");
}

/// The live line of many invocations counts as the exit code does: by the instances that were named.
#[test]
fn named_instances_are_counted_in_the_live_line() {
    let both = |id: &str, named: &str| {
        invocation(
            id,
            "PartialFailed",
            &[("i-1", named, 0), ("i-2", "Failed", 2)],
        )
    };
    let mut first: Vec<String> = (2..=11)
        .map(|n| both(&format!("t-{n}"), "Success"))
        .collect();
    first.insert(0, both("t-1", "Running"));
    let peer = Rogue::new([list(&first), list(&[both("t-1", "Success")])]);
    let invq = peer.invq("i-1 --timed=false --wait -q").terminal(80);
    let run = invq.run().exits(0).hides("failed");
    run.says("11/11 invocations ended");
}

/// A log without a word for minutes looks like a program that hangs.
#[test]
fn without_a_terminal_something_is_said_every_minute() {
    let polls = (0..35).map(|_| list(&[running("t-1")]));
    let run = script("t-1 --wait=5m -q", polls).exits(124);
    let told = run.stderr();
    let waited = told
        .lines()
        .filter_map(|line| line.strip_prefix("t-1 Running 0/1, "));
    let waited: Vec<&str> = waited.collect();
    assert_eq!(waited.len(), 4, "{run}");
    assert!(waited[0].starts_with("1m"), "{run}");
    assert_eq!(run.seconds().iter().sum::<u128>(), 300);
}

#[test]
fn long_steps_are_not_silent_either() {
    let polls = (0..3).map(|_| list(&[running("t-1")]));
    let mut run = script("t-1 --wait=10m --interval 5m -q", polls).exits(124);
    for minutes in ["1m00s", "2m00s", "4m00s", "9m00s"] {
        run = run.says(&format!("t-1 Running 0/1, {minutes}"));
    }
}

#[test]
fn lines_of_progress_have_fields_for_programs() {
    let answers = [running("t-1"), ended("t-1")].map(|one| list(&[one]));
    let run = script("t-1 --wait -q --error-format json", answers).exits(0);
    let told = run.stderr();
    let first: serde_json::Value = serde_json::from_str(told.lines().next().unwrap()).unwrap();
    let fields = ["invocation", "status", "done", "total", "failed"].map(|name| &first[name]);
    let expected = serde_json::json!(["t-1", "Running", 0, 1, 0]);
    assert_eq!(serde_json::json!(fields), expected, "{run}");
}

/// What goes on now is a set that can be waited for: whatever ends leaves the list, and not the wait.
#[test]
fn what_is_active_can_be_waited_for() {
    let both = list(&[running("t-1"), ended("t-2")]);
    let run = script("--active --wait -q", [both, list(&[ended("t-1")])]);
    assert_eq!(run.exits(0).stdout(), "t-1\n");
}
