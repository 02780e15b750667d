//! `--wait`: when it ends, what it asks for meanwhile, what is told of it, and what a script can rely on afterwards.

use invq::host::{Signal, SignalFuture};
use invq::sandbox::{Fault, Options};
use snapbox::str;

use crate::support::{Answer, Invq, NOW, Rogue, Run, Server, Time, check, page};

/// Well on three instances after ten seconds.
const DEPLOY: &str = "t-hz04d7q6f3r8xa";
/// Fails after twelve.
const MIGRATE: &str = "t-hz04d7q5w9n2tc";
/// Three well, one runs into its timeout after twenty.
const SMOKE: &str = "t-hz04d7q4j7m1sd";
/// Never ends.
const STUCK: &str = "t-hz04d7p2m8q0bk";

/// A server and a run in the same time.
fn moving(words: &str) -> (Run, Server, Time) {
    let time = Time::default();
    let server = Server::on(Options::default(), &time);
    let run = server.invq(words).on(&time).run();
    (run, server, time)
}

fn seconds(time: &Time) -> Vec<u128> {
    time.waits().iter().map(|wait| wait / 1000).collect()
}

/// An invocation on one instance, created when the tests take place.
fn one(id: &str, status: &str, instance: &str, exit: i32) -> String {
    format!(
        r#"{{"InvokeId":"{id}","CommandName":"build","InvocationStatus":"{status}","Timeout":60,"CreationTime":"{NOW}","InvokeInstances":{{"InvokeInstance":[{{"InstanceId":"i-1","InvocationStatus":"{instance}","ExitCode":{exit}}}]}}}}"#
    )
}

fn running(id: &str) -> String {
    one(id, "Running", "Running", 0)
}

fn ended(id: &str) -> String {
    one(id, "Success", "Success", 0)
}

fn list(records: &[String]) -> Answer {
    let records: Vec<&str> = records.iter().map(String::as_str).collect();
    Answer::json(&page(&records, None))
}

/// Runs `invq … --wait` against a peer that must be asked exactly as often as it has answers.
fn script(words: &str, answers: impl IntoIterator<Item = Answer>) -> (Run, Vec<u128>) {
    let time = Time::default();
    let peer = Rogue::new(answers);
    let run = peer.invq(words).on(&time).run();
    (run, seconds(&time))
}

#[test]
fn a_wait_ends_when_the_run_has_ended_and_tells_each_change_once() {
    let (run, _, time) = moving(&format!("{DEPLOY} --wait -q"));
    assert_eq!(seconds(&time), [1, 2, 3, 5]);
    check!(
        run,
        str![[r#"
exit 0
---- stdout
t-hz04d7q6f3r8xa
---- stderr
t-hz04d7q6f3r8xa Pending 0/3
t-hz04d7q6f3r8xa Running 0/3
t-hz04d7q6f3r8xa Running 1/3
t-hz04d7q6f3r8xa Success 3/3

"#]]
    );
}

#[test]
fn steps_grow_until_they_are_ten_seconds() {
    let (run, _, time) = moving(&format!("{SMOKE} --wait -q"));
    run.exits(1);
    assert_eq!(seconds(&time), [1, 2, 3, 5, 8, 10]);
    let (run, _, time) = moving(&format!("{STUCK} --wait=60s -q"));
    run.exits(124);
    // The last poll comes right at the deadline.
    assert_eq!(seconds(&time), [1, 2, 3, 5, 8, 10, 10, 10, 10, 1]);
}

#[test]
fn an_interval_is_a_step_of_always_the_same_length() {
    let (run, _, time) = moving(&format!("{DEPLOY} --wait --interval 4s -q"));
    run.exits(0);
    assert_eq!(seconds(&time), [4, 4, 4]);
    let (run, ..) = moving(&format!("{DEPLOY} --wait --interval 500ms -q"));
    run.exits(2).says("interval");
}

#[test]
fn several_are_waited_for_until_the_last_has_ended() {
    let (run, _, time) = moving(&format!("{DEPLOY} {MIGRATE} {SMOKE} --wait"));
    assert_eq!(seconds(&time), [1, 2, 3, 5, 8, 10]);
    check!(
        run,
        str![[r#"
exit 1
---- stdout
INVOCATION        STATUS          OK  COMMAND            CREATED                    TOOK  WHY
t-hz04d7q6f3r8xa  Success        3/3  deploy-web-v2      2026-06-24T16:02:10+08:00   11s
t-hz04d7q5w9n2tc  Failed         0/1  migrate-orders-db  2026-06-24T16:02:09+08:00   14s  1 exit 1
t-hz04d7q4j7m1sd  PartialFailed  3/4  smoke-test-api     2026-06-24T16:02:08+08:00   23s  1 timed out after 20s
---- stderr
t-hz04d7q6f3r8xa Pending 0/3
t-hz04d7q5w9n2tc Pending 0/1
t-hz04d7q4j7m1sd Running 0/4
t-hz04d7q6f3r8xa Running 0/3
t-hz04d7q5w9n2tc Running 0/1
t-hz04d7q6f3r8xa Running 1/3
t-hz04d7q4j7m1sd Running 1/4
t-hz04d7q6f3r8xa Success 3/3
t-hz04d7q4j7m1sd Running 3/4
t-hz04d7q5w9n2tc Failed 1/1, 1 failed (1 exit 1)
t-hz04d7q4j7m1sd PartialFailed 4/4, 1 failed (1 timed out after 20s)

"#]]
    );
}

#[test]
fn polls_ask_without_output_and_it_is_fetched_once_at_the_end() {
    let (run, server, _) = moving(&format!("{DEPLOY} --wait -o output"));
    check!(
        run,
        str![[r#"
exit 0
---- stdout
==> i-bp1l1xkl3ym4r8h00003 Success <==
step 1 of 2
step 2 of 2
==> i-bp1sty66weurtew00004 Success <==
step 1 of 2
step 2 of 2
==> i-bp1neeo3wpxshs400005 Success <==
step 1 of 2
step 2 of 2
---- stderr
t-hz04d7q6f3r8xa Pending 0/3
t-hz04d7q6f3r8xa Running 0/3
t-hz04d7q6f3r8xa Running 1/3
t-hz04d7q6f3r8xa Success 3/3

"#]]
    );
    let sent = server.sent();
    let with_output = |line: &&String| line.contains("IncludeOutput=true");
    assert_eq!(sent.iter().filter(with_output).count(), 1, "{sent:#?}");
    assert!(sent.last().unwrap().contains("IncludeOutput=true"));
    assert_eq!(sent.len(), 6);
}

#[test]
fn at_the_deadline_the_last_state_is_printed_in_the_chosen_form() {
    let (run, ..) = moving(&format!(
        "{MIGRATE} --wait=5s --columns id,status,instances"
    ));
    check!(
        run,
        str![[r#"
exit 124
---- stdout
INVOCATION        STATUS   INSTANCES
t-hz04d7q5w9n2tc  Running          1
---- stderr
t-hz04d7q5w9n2tc Pending 0/1
t-hz04d7q5w9n2tc Running 0/1
note: 1 still pending; wait on with  invq t-hz04d7q5w9n2tc --wait

"#]]
    );
    let (run, ..) = moving(&format!(
        "{MIGRATE} --wait=5s --json=InvokeId,InvocationStatus"
    ));
    check!(
        run,
        str![[r#"
exit 124
---- stdout
[
{"InvokeId":"t-hz04d7q5w9n2tc","InvocationStatus":"Running"}
]
---- stderr
t-hz04d7q5w9n2tc Pending 0/1
t-hz04d7q5w9n2tc Running 0/1
note: 1 still pending; wait on with  invq t-hz04d7q5w9n2tc --wait

"#]]
    );
    let (run, ..) = moving(&format!("{MIGRATE} --wait=5s -o output"));
    check!(
        run,
        str![[r#"
exit 124
---- stdout
step 1 of 2
---- stderr
t-hz04d7q5w9n2tc Pending 0/1
t-hz04d7q5w9n2tc Running 0/1
note: 1 still pending; wait on with  invq t-hz04d7q5w9n2tc --wait

"#]]
    );
}

#[test]
fn the_usual_deadline_is_the_runs_own_timeout_and_a_while() {
    // Sixty seconds from its creation, which is now, and ninety more.
    let polls = 1 + 5 + 13 + 1;
    let (run, waits) = script("t-1 --wait -q", (0..polls).map(|_| list(&[running("t-1")])));
    run.exits(124);
    assert_eq!(waits.iter().sum::<u128>(), 150);
    // Half an hour where nobody knows.
    let unknown = running("t-1").replace(r#""Timeout":60,"#, "");
    let minutes = 30;
    let polls = 1 + minutes;
    let (run, waits) = script(
        "t-1 --wait --interval 1m -q",
        (0..polls).map(|_| list(std::slice::from_ref(&unknown))),
    );
    run.exits(124);
    assert_eq!(waits.iter().sum::<u128>(), 60 * minutes);
}

#[test]
fn without_a_deadline_it_goes_on_for_hours() {
    let hours = (0..500).map(|_| list(&[running("t-1")]));
    let answers = hours.chain([list(&[ended("t-1")])]);
    let (run, waits) = script("t-1 --wait=0 --interval 1m -q", answers);
    run.exits(0);
    assert_eq!(waits.len(), 500);
}

#[test]
fn at_least_one_poll_is_made() {
    let (run, ..) = moving(&format!("{MIGRATE} --wait=1ms -q"));
    assert_eq!(run.exits(124).lines(), [MIGRATE]);
    // Its timeout passed long ago.
    let old = running("t-1").replace(NOW, "2026-06-20T00:00:00Z");
    let (run, waits) = script("t-1 --wait -q", [list(&[old])]);
    run.exits(124);
    assert_eq!(waits.len(), 0);
}

#[test]
fn how_to_go_on_names_the_instances_that_were_named() {
    let (run, ..) = moving(&format!("{STUCK} --wait=1s --json=InvokeInstances"));
    let instances = crate::support::json(&run)[0]["InvokeInstances"].clone();
    let pending = instances.as_array().unwrap().iter();
    let id = pending
        .filter(|each| each["Derived"]["Verdict"] == "pending")
        .map(|each| each["InstanceId"].as_str().unwrap())
        .next()
        .unwrap();
    let (run, ..) = moving(&format!("{STUCK} {id} --wait=1s -q"));
    run.exits(124)
        .says(&format!("wait on with  invq {STUCK} {id} --wait\n"));
}

#[test]
fn the_first_failed_instance_can_be_enough() {
    let part = |ok: &str, rest: &str| {
        let two = format!(
            r#"{{"InstanceId":"i-1","InvocationStatus":"{ok}","ExitCode":3}},{{"InstanceId":"i-2","InvocationStatus":"{rest}"}}"#
        );
        format!(
            r#"{{"InvokeId":"t-1","InvocationStatus":"Running","CreationTime":"{NOW}","InvokeInstances":{{"InvokeInstance":[{two}]}}}}"#
        )
    };
    let (run, _) = script(
        "t-1 --wait --fail-fast -q",
        [
            list(&[part("Running", "Running")]),
            list(&[part("Failed", "Running")]),
        ],
    );
    check!(
        run,
        str![[r#"
exit 1
---- stdout
t-1
---- stderr
t-1 Running 0/2
t-1 Running 1/2, 1 failed (1 exit 3)

"#]]
    );
    // Instances that were named decide; the others are not theirs to fail.
    let (run, _) = script(
        "t-1 i-2 --wait --fail-fast -q",
        [
            list(&[part("Failed", "Running")]),
            list(&[part("Failed", "Success")]),
        ],
    );
    run.exits(0);
}

#[test]
fn named_instances_decide_when_it_ends_and_how() {
    // The first of them is well after five seconds, the invocation only after ten.
    let (run, _, time) = moving(&format!("{DEPLOY} --json"));
    assert_eq!(seconds(&time), [0_u128; 0]);
    let instances = crate::support::json(&run)[0]["InvokeInstances"].clone();
    let first = instances[0]["InstanceId"].as_str().unwrap().to_owned();
    let (run, _, time) = moving(&format!("{DEPLOY} {first} --wait -q --per-instance"));
    assert_eq!(run.exits(0).lines(), [format!("{DEPLOY}\t{first}")]);
    assert_eq!(seconds(&time), [1, 2, 3]);
}

#[test]
fn an_invocation_that_is_not_visible_yet_is_looked_for() {
    let time = Time::default();
    let options = Options {
        faults: vec![Fault::parse("late-id").unwrap()],
        ..Options::default()
    };
    let server = Server::on(options, &time);
    let run = server.invq(&format!("{DEPLOY} --wait -q")).on(&time).run();
    assert_eq!(run.exits(0).lines(), [DEPLOY]);
}

#[test]
fn an_invocation_that_is_never_visible_is_looked_for_15_seconds() {
    let (run, _, time) = moving("t-nobody --wait -q");
    run.exits(4).says("`t-nobody` was not found");
    assert_eq!(seconds(&time).iter().sum::<u128>(), 15);
    // Whatever else is empty stays so.
    for words in ["--command-name nobody", "-t nobody", "c-nobody", "i-nobody"] {
        let (run, _, time) = moving(&format!("{words} --wait -q"));
        run.exits(4);
        assert_eq!(time.waits().len(), 0, "{words}");
    }
}

#[test]
fn failed_polls_are_told_once_and_never_fatal() {
    let trouble = || {
        [
            Answer::refusal("500 Internal Server Error", "InternalError", &[]),
            Answer::refusal("500 Internal Server Error", "InternalError", &[]),
            Answer::refusal("400 Bad Request", "Throttling.User", &[]),
            Answer::hang_up(),
            Answer::html("200 OK", "<html>log in</html>"),
            Answer::refusal("403 Forbidden", "Forbidden.RAM", &[]),
        ]
    };
    let first = [list(&[running("t-1")])];
    let last = [list(&[ended("t-1")])];
    let (run, _) = script(
        "t-1 --wait=10m -q",
        first.into_iter().chain(trouble()).chain(last),
    );
    check!(
        run,
        str![[r#"
exit 0
---- stdout
t-1
---- stderr
t-1 Running 0/1
note: a poll failed and is made again: InternalError: told so
note: a poll failed and is made again: Throttling.User: told so
note: a poll failed and is made again: the answer broke off: connection closed before message completed
note: a poll failed and is made again: HTTP 200: the answer cannot be read: expected value at line 1 column 1
note: a poll failed and is made again: Forbidden.RAM: told so
t-1 Success 1/1

"#]]
    );
}

#[test]
fn trouble_that_passes_may_come_before_the_first_answer() {
    let answers = [
        Answer::html("503 Service Unavailable", "busy"),
        Answer::hang_up(),
        list(&[ended("t-1")]),
    ];
    let (run, waits) = script("t-1 --wait=10m -q", answers);
    assert_eq!(run.exits(0).lines(), ["t-1"]);
    assert_eq!(waits, [1, 2]);
}

#[test]
fn a_refusal_of_the_first_request_ends_it_at_once() {
    for (answer, code) in [
        (Answer::refusal("403 Forbidden", "Forbidden.RAM", &[]), 3),
        (
            Answer::refusal("400 Bad Request", "InvalidParameter", &[]),
            5,
        ),
        (Answer::html("200 OK", "<html>log in</html>"), 5),
    ] {
        let (run, waits) = script("t-1 --wait=10m -q", [answer]);
        run.exits(code);
        assert_eq!(waits.len(), 0);
    }
}

/// What came is printed, and judged; nothing is waited for, since the set is not known.
#[test]
fn a_target_that_is_refused_does_not_take_the_others_with_it() {
    let refused = Answer::refusal("403 Forbidden", "Forbidden.RAM", &[]);
    let answers = [list(&[ended("t-1")]), refused];
    let (run, _) = script("t-1 t-2 --wait -q --jobs 1", answers);
    assert_eq!(run.exits(7).lines(), ["t-1"]);
}

#[test]
fn a_task_that_never_ends_is_not_waited_for() {
    for mode in ["Period", "EveryReboot", "NextRebootOnly"] {
        let repeating = running("t-1").replace(
            r#""Timeout""#,
            &format!(r#""RepeatMode":"{mode}","Timeout""#),
        );
        let (run, waits) = script("t-1 --wait -q", [list(&[repeating])]);
        run.exits(2).says(mode).says("t-1");
        assert_eq!(waits.len(), 0);
        // One that has ended already needs no waiting.
        let over = ended("t-1").replace(
            r#""Timeout""#,
            &format!(r#""RepeatMode":"{mode}","Timeout""#),
        );
        script("t-1 --wait -q", [list(&[over])]).0.exits(0);
    }
}

#[test]
fn many_are_looked_for_in_the_list_and_those_it_lost_by_their_id() {
    let ids: Vec<String> = (0..25).map(|n| format!("t-{n:02}")).collect();
    let all =
        |state: fn(&str) -> String| -> Vec<String> { ids.iter().map(|id| state(id)).collect() };
    let mut answers = vec![list(&all(running)), list(&all(running))];
    // The list has lost the last three.
    answers.push(list(&all(ended)[..22]));
    answers.extend(ids[22..].iter().map(|id| list(&[ended(id)])));
    let time = Time::default();
    let peer = Rogue::new(answers);
    let run = peer
        .invq("--command-name build --wait -q --jobs 1")
        .on(&time)
        .run();
    assert_eq!(run.exits(0).lines().len(), 25);
    let asked: Vec<bool> = peer
        .requests()
        .iter()
        .map(|request| request.form.contains_key("InvokeId"))
        .collect();
    assert_eq!(asked, [false, false, false, true, true, true]);
}

/// A list that is longer than what is waited for is not read again for it.
#[test]
fn many_of_a_long_list_are_asked_for_one_by_one() {
    let ids: Vec<String> = (0..25).map(|n| format!("t-{n:02}")).collect();
    let pages = ids.iter().enumerate().map(|(n, id)| {
        let token = (n + 1 < ids.len()).then(|| format!("T{n}"));
        Answer::json(&page(&[&running(id)], token.as_deref()))
    });
    let polls = ids.iter().map(|id| list(&[ended(id)]));
    let time = Time::default();
    let peer = Rogue::new(pages.chain(polls));
    let run = peer
        .invq("--command-name build --page-size 1 --wait -q --jobs 1")
        .on(&time)
        .run();
    assert_eq!(run.exits(0).lines().len(), 25);
    let asked = peer.requests();
    let by_id = asked.iter().filter(|it| it.form.contains_key("InvokeId"));
    assert_eq!(by_id.count(), 25);
}

#[test]
fn a_list_that_fails_is_not_made_up_for_by_asking_for_each() {
    let ids: Vec<String> = (0..25).map(|n| format!("t-{n:02}")).collect();
    let all =
        |state: fn(&str) -> String| -> Vec<String> { ids.iter().map(|id| state(id)).collect() };
    let answers = [
        list(&all(running)),
        Answer::html("503 Service Unavailable", "busy"),
        list(&all(ended)),
    ];
    let (run, waits) = script("--command-name build --wait -q --jobs 1", answers);
    assert_eq!(run.exits(0).lines().len(), 25);
    assert_eq!(waits, [1, 2]);
}

/// A limit and an order choose what is shown; what is waited for and judged is the set.
#[test]
fn what_is_shown_is_chosen_at_the_end() {
    let set = format!("{DEPLOY} {MIGRATE} {SMOKE} --wait -q");
    for (view, shown) in [
        ("--sort name", vec![DEPLOY, MIGRATE, SMOKE]),
        ("--sort name:desc -n 1", vec![SMOKE]),
        ("--failed", vec![MIGRATE, SMOKE]),
        ("--failed -n 1", vec![MIGRATE]),
        ("--exit-code 99", vec![]),
    ] {
        let (run, _, time) = moving(&format!("{set} {view}"));
        assert_eq!(run.exits(1).lines(), shown, "{view}");
        assert_eq!(time.waits().len(), 6, "{view}");
    }
    // Without either, the limit ends the walk, and with it the set.
    let (run, _, time) = moving(&format!("{set} -n 1"));
    assert_eq!(run.exits(0).lines(), [DEPLOY]);
    assert_eq!(time.waits().len(), 4);
    // Outputs are fetched of what is shown alone.
    let (run, server, _) = moving(&format!(
        "{DEPLOY} {MIGRATE} {SMOKE} --wait --sort name:desc -n 1 -o output"
    ));
    run.exits(1);
    let with_output = |line: &&String| line.contains("IncludeOutput=true");
    assert_eq!(server.sent().iter().filter(with_output).count(), 1);
}

#[test]
fn an_unknown_status_is_waited_for_and_warned_of() {
    let odd = one("t-1", "Frozen", "Frozen", 0);
    let (run, waits) = script(
        "t-1 --wait=3s -q",
        [0; 3].map(|_| list(std::slice::from_ref(&odd))),
    );
    assert_eq!(waits, [1, 2]);
    check!(
        run,
        str![[r#"
exit 124
---- stdout
t-1
---- stderr
warning: a status that this version does not know, which counts as not ended: Frozen
t-1 Frozen 0/1
note: 1 still pending; wait on with  invq t-1 --wait

"#]]
    );
}

/// A signal that comes while invq waits for the second time.
fn at_the_second_wait(signal: Signal, time: &Time) -> impl Fn() -> SignalFuture + Send + 'static {
    let time = time.clone();
    move || {
        let time = time.clone();
        Box::pin(async move {
            while time.waits().is_empty() {
                tokio::task::yield_now().await;
            }
            signal
        })
    }
}

#[test]
fn a_signal_leaves_the_last_state_and_how_to_go_on() {
    for (signal, code) in [(Signal::Interrupt, 130), (Signal::Terminate, 143)] {
        let time = Time::default();
        let server = Server::on(Options::default(), &time);
        let run = server
            .invq(&format!("{MIGRATE} --wait --json"))
            .on(&time)
            .interrupt(at_the_second_wait(signal, &time))
            .run();
        let run = run.exits(code);
        assert_eq!(run.stdout(), "");
        if code == 130 {
            check!(
                run,
                str![[r#"
exit 130
---- stderr
t-hz04d7q5w9n2tc Pending 0/1
t-hz04d7q5w9n2tc Pending 0/1
note: 1 still pending; wait on with  invq t-hz04d7q5w9n2tc --wait

"#]]
            );
        }
    }
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
    let cases = [
        (DEPLOY, "--wait", 0),
        (MIGRATE, "--wait", 1),
        (SMOKE, "--wait", 1),
        (STUCK, "--wait=2s", 124),
        (MIGRATE, "--exit-status", 8),
        ("t-hz04d7m0c6t9ya", "--exit-status", 1),
        ("t-nobody", "--wait", 4),
        ("t-nobody", "--exit-status", 4),
        ("t-nobody", "--exit-status=remote", 125),
        (DEPLOY, "--wait --exit-status=remote", 0),
        (MIGRATE, "--wait --exit-status=remote", 1),
        (SMOKE, "--wait --exit-status=remote", 125),
        (
            "t-hz04d7m0c6t9ya i-bp1i7gg30r52z2emq3x1",
            "--exit-status=remote",
            100,
        ),
    ];
    for (target, asked, code) in cases {
        for form in forms {
            let (run, ..) = moving(&format!("{target} {asked} {form}"));
            assert_eq!(run.code, code, "invq {target} {asked} {form}: {run}");
        }
    }
}

/// 1 over 124 over 7 over 4 over 8.
#[test]
fn which_exit_code_wins() {
    let failed = |id: &str| one(id, "Failed", "Failed", 2);
    let nothing = || list(&[]);
    let busy = || Answer::html("503 Service Unavailable", "busy");
    let go =
        |words: &str, answers: Vec<Answer>| script(&format!("{words} -q --jobs 1"), answers).0.code;
    let both = || vec![list(&[failed("t-1")]), list(&[running("t-2")])];
    assert_eq!(go("t-1 t-2 --exit-status", both()), 1);
    let polled = both().into_iter().chain([list(&[running("t-2")])]);
    assert_eq!(go("t-1 t-2 --wait=1ms", polled.collect()), 1);
    // Failed, and one target did not answer.
    let partly = vec![list(&[failed("t-1")]), busy()];
    assert_eq!(go("t-1 t-2 --exit-status", partly), 1);
    // The deadline, and an output that cannot be had.
    let under_way = || [list(&[running("t-1")]), list(&[running("t-2")])];
    let outputs = || [list(&[ended("t-1")]), busy()];
    let late = under_way().into_iter().chain(under_way()).chain(outputs());
    let words = "t-1 t-2 --wait=1ms -o output --jobs 1";
    assert_eq!(script(words, late).0.code, 124);
    let over = [list(&[ended("t-1")]), list(&[ended("t-2")])];
    assert_eq!(script(words, over.into_iter().chain(outputs())).0.code, 7);
    // The deadline, and an ID that is not there.
    let missing = || [list(&[running("t-1")]), nothing(), nothing()];
    let twice = missing().into_iter().chain(missing()).collect();
    assert_eq!(go("t-1 t-2 --wait=1ms", twice), 124);
    // A target that did not answer, an ID that is not there, one that is pending.
    let three = vec![list(&[running("t-1")]), busy(), nothing(), nothing()];
    assert_eq!(go("t-1 t-2 t-3 --exit-status", three), 7);
    let two = vec![list(&[running("t-1")]), nothing(), nothing()];
    assert_eq!(go("t-1 t-2 --exit-status", two), 4);
    assert_eq!(go("t-1 --exit-status", vec![list(&[running("t-1")])]), 8);
}

/// A process that has not ended has no exit code. 124 could be one, so the deadline is no other than what 125 says.
#[test]
fn the_remote_code_at_the_deadline_is_125() {
    let remote = "--wait=1ms --exit-status=remote -q";
    let (run, ..) = moving(&format!("{STUCK} {remote}"));
    run.exits(125).says("1 still pending; wait on with");
    // Though another has ended, well or with a code of its own.
    for (status, exit) in [("Success", 0), ("Failed", 3)] {
        let done = one("t-1", status, status, exit);
        let answers = [
            list(&[done]),
            list(&[running("t-2")]),
            list(&[running("t-2")]),
        ];
        let (run, _) = script(&format!("t-1 t-2 {remote} --jobs 1"), answers);
        run.exits(125);
    }
    // Nothing has started yet.
    let empty = format!(
        r#"{{"InvokeId":"t-1","InvocationStatus":"Pending","CreationTime":"{NOW}","InvokeInstances":{{"InvokeInstance":[]}}}}"#
    );
    let answers = || [list(std::slice::from_ref(&empty))];
    script(
        &format!("t-1 {remote}"),
        answers().into_iter().chain(answers()),
    )
    .0
    .exits(125);
    script("t-1 --exit-status=remote -q", answers())
        .0
        .exits(125);
    // The instance that was named has ended, and what becomes of the others is not asked.
    let two = format!(
        r#"{{"InvokeId":"t-1","InvocationStatus":"Running","CreationTime":"{NOW}","InvokeInstances":{{"InvokeInstance":[{{"InstanceId":"i-1","InvocationStatus":"Failed","ExitCode":3}},{{"InstanceId":"i-2","InvocationStatus":"Running"}}]}}}}"#
    );
    script(&format!("t-1 i-1 {remote}"), [list(&[two])])
        .0
        .exits(3);
}

/// Nothing is known of the runs, so it is not their deadline that passed: whoever reads the code should look at the network.
#[test]
fn no_answer_at_all_by_the_deadline_is_trouble_and_no_deadline() {
    let nobody = |words: &str| {
        let time = Time::default();
        let invq = Invq::new(words).asking("http://127.0.0.1:1");
        let run = invq.env("INVQ_RETRIES", "0").on(&time).run();
        (run, seconds(&time))
    };
    let (run, waits) = nobody("t-1 --wait=30s");
    assert_eq!(waits, [1, 2, 3, 5, 8, 10, 1]);
    check!(
        run,
        str![[r#"
exit 6
---- stderr
note: nothing listens at 127.0.0.1:PORT; asking again
error: nothing listens at 127.0.0.1:PORT
  Connection refused (os error N)
hint: check the endpoint; `invq --dry-run` shows where requests go

"#]]
    );
    nobody("t-1 --wait=30s --exit-status=remote").0.exits(125);
    // What one target answered is printed all the same.
    let busy = || Answer::html("503 Service Unavailable", "busy");
    let answers = [list(&[ended("t-1")]), busy(), list(&[ended("t-1")]), busy()];
    let (run, _) = script("t-1 t-2 --wait=1s -q --jobs 1", answers);
    assert_eq!(run.exits(7).lines(), ["t-1"]);
}

/// A request may be repeated for three minutes, but not beyond what the wait itself may take.
#[test]
fn the_first_poll_does_not_outlast_a_short_wait() {
    let throttled = || {
        Answer::refusal(
            "400 Bad Request",
            "Throttling",
            &["x-acs-retry-after: 60000"],
        )
    };
    let (run, waits) = script(
        "t-1 --wait=5s --retries 4",
        [throttled(), throttled(), throttled(), throttled()],
    );
    run.exits(6).says("asking again");
    assert_eq!(waits, [1, 2, 2]);
}

#[test]
fn ages_are_those_of_the_end_and_not_of_the_beginning() {
    let time = Time::default();
    let server = Server::on(Options::default(), &time);
    let run = server
        .invq(&format!("{DEPLOY} --wait"))
        .on(&time)
        .terminal(80)
        .run();
    // It began a second ago, and was waited for more than ten.
    assert!(run.stdout().contains("(12s ago), took 11s"), "{run}");
}

/// The live line of many invocations counts as the exit code does: by the instances that were named.
#[test]
fn named_instances_are_counted_in_the_live_line() {
    let both = |id: &str, named: &str| {
        format!(
            r#"{{"InvokeId":"{id}","InvocationStatus":"PartialFailed","CreationTime":"{NOW}","InvokeInstances":{{"InvokeInstance":[{{"InstanceId":"i-1","InvocationStatus":"{named}","ExitCode":0}},{{"InstanceId":"i-2","InvocationStatus":"Failed","ExitCode":2}}]}}}}"#
        )
    };
    let first = (1..=11).map(|n| match n {
        1 => both("t-1", "Running"),
        _ => both(&format!("t-{n}"), "Success"),
    });
    let time = Time::default();
    let peer = Rogue::new([
        list(&first.collect::<Vec<_>>()),
        list(&[both("t-1", "Success")]),
    ]);
    let invq = peer.invq("i-1 --timed=false --wait -q").terminal(80);
    let run = invq.on(&time).run().exits(0);
    assert!(!run.stderr().contains("failed"), "{run}");
    run.says("11/11 invocations ended");
}

/// A log without a word for minutes looks like a program that hangs.
#[test]
fn without_a_terminal_something_is_said_every_minute() {
    let polls = (0..35).map(|_| list(&[running("t-1")]));
    let (run, waits) = script("t-1 --wait=5m -q", polls);
    let run = run.exits(124);
    let told: Vec<String> = run.stderr().lines().map(str::to_owned).collect();
    let waited: Vec<&str> = told
        .iter()
        .filter_map(|line| line.strip_prefix("t-1 Running 0/1, "))
        .collect();
    assert_eq!(waited.len(), 4, "{run}");
    assert!(waited[0].starts_with("1m"), "{run}");
    assert_eq!(waits.iter().sum::<u128>(), 300);
}

#[test]
fn long_steps_are_not_silent_either() {
    let polls = (0..3).map(|_| list(&[running("t-1")]));
    let (run, _) = script("t-1 --wait=10m --interval 5m -q", polls);
    let run = run.exits(124);
    let told = run.stderr();
    for minutes in ["1m00s", "2m00s", "4m00s", "9m00s"] {
        assert!(
            told.contains(&format!("t-1 Running 0/1, {minutes}")),
            "{run}"
        );
    }
}

#[test]
fn lines_of_progress_have_fields_for_programs() {
    let answers = [list(&[running("t-1")]), list(&[ended("t-1")])];
    let (run, _) = script("t-1 --wait -q --error-format json", answers);
    let run = run.exits(0);
    let first = run.stderr().lines().next().unwrap().to_owned();
    let first: serde_json::Value = serde_json::from_str(&first).unwrap();
    let fields = ["invocation", "status", "done", "total", "failed"].map(|name| &first[name]);
    let expected = serde_json::json!(["t-1", "Running", 0, 1, 0]);
    assert_eq!(serde_json::json!(fields), expected, "{run}");
}

/// What goes on now is a set that can be waited for: whatever ends leaves the list, and not the wait.
#[test]
fn what_is_active_can_be_waited_for() {
    let answers = [list(&[running("t-1"), ended("t-2")]), list(&[ended("t-1")])];
    let (run, _) = script("--active --wait -q", answers);
    let run = run.exits(0);
    assert_eq!(run.stdout(), "t-1\n", "{run}");
}
