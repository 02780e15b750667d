//! Outputs by tag, status or command: the service gives them only for a named invocation or instance, so the IDs are
//! asked for first and then each invocation by itself.

use serde_json::json;

use crate::support::{
    Answer, Asked, Failing, Rogue, Server, good_json, invocation, list, nothing, page, script,
    snapshot,
};

const ALONE: &str = "i-bp1sandbox0000000000";

/// An invocation of one instance that printed its own ID.
fn printing(id: &str) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(format!("{id}\n"));
    invocation(id, "Success", &[("i-1", "Success", 0)]).replace("aGk=", &text)
}

fn listing(ids: &[&str]) -> Answer {
    list(&ids.iter().map(|id| printing(id)).collect::<Vec<_>>())
}

#[test]
fn first_the_ids_and_then_each_invocation_with_its_output() {
    let server = Server::built_in();
    let words = "-t team=data -s success -o output --no-notes";
    server.run(words).exits(0);
    let mut sent = server.sent();
    let list = "InvokeStatus=Success MaxResults=50 Tag.1.Key=team Tag.1.Value=data";
    let output = "IncludeOutput=true InvokeId=t-hz04d7me8z2k5u MaxResults=1";
    // Both walks are under way at once.
    sent[..2].sort();
    assert_eq!(sent, [list, &format!("{list} Timed=true"), output]);
}

#[test]
fn a_named_invocation_is_asked_for_at_once() {
    let server = Server::built_in();
    let run = server.run("t-hz04d7me8z2k5u -t team=data -o output");
    run.quiet();
    assert_eq!(server.requests().len(), 1);
}

/// What comes first in the list is printed first, whichever answer comes first.
#[test]
fn outputs_stand_in_the_order_of_the_list() {
    let server = Server::records(40);
    let ids = server.run("-q").quiet().lines();
    let run = server.run("-o output --jobs 8").exits(0);
    let heads: Vec<String> = run
        .lines()
        .into_iter()
        .filter_map(|line| Some(line.strip_prefix("==> ")?.split('/').next()?.to_owned()))
        .collect();
    assert_eq!(heads, ids);
}

#[test]
fn sorted_and_limited_before_anything_is_fetched() {
    let server = Server::built_in();
    let words = "-t team=infra --sort name -n 2 --json=CommandName --include-output";
    let names = good_json(&server.run(words));
    let expected = json!([{"CommandName": "apply-kernel-params"}, {"CommandName": "disk-usage"}]);
    assert_eq!(names, expected);
    assert_eq!(server.requests().len(), 4, "two walks, and two outputs");
}

/// An instance alone can have run thousands of commands; as JSON they stream by, page by page.
#[test]
fn outputs_of_an_instance_stream_as_json() {
    let server = Server::records(60);
    let run = server.run(&format!("{ALONE} --json --include-output"));
    assert_eq!(good_json(&run).as_array().unwrap().len(), 60);
    let begin = format!("IncludeOutput=true InstanceId={ALONE} MaxResults=10");
    let sent = server.sent();
    assert!(sent.contains(&begin) && sent.contains(&format!("{begin} Timed=true")));
    assert_eq!(sent.len(), 7, "six pages, and one of tasks");
}

/// The view narrows what is fetched too: nobody waits for outputs that are not shown.
#[test]
fn only_what_is_shown_is_fetched_and_of_it_the_same_instances() {
    let server = Server::built_in();
    let words = "-t window=q2 --failed -o output --no-notes";
    snapshot("output/view", server.run(words));
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn one_that_fails_does_not_keep_the_others_back() {
    let run = script(
        "-s success -o output --jobs 1",
        [
            listing(&["t-1", "t-2", "t-3"]),
            listing(&["t-1"]),
            Answer::denied(),
            listing(&["t-3"]),
        ],
    );
    let run = run.exits(7).says("t-2").says("Forbidden.RAM");
    let shown = "==> t-1/i-1 Success <==\nt-1\n==> t-3/i-1 Success <==\nt-3\n";
    assert_eq!(run.stdout(), shown);
}

/// Gone between the two phases: it was found, and there is nothing to print.
#[test]
fn one_that_is_gone_is_named() {
    let run = script(
        "-s success -o output --jobs 1",
        [
            listing(&["t-1", "t-2"]),
            nothing(),
            nothing(),
            listing(&["t-2"]),
        ],
    );
    let run = run.exits(4).says("t-1");
    assert!(run.stdout().contains("t-2"), "{run}");
}

#[test]
fn a_first_phase_that_breaks_off_gives_what_it_found() {
    let first = Answer::page(&[printing("t-1")], Some("AA"));
    let answers = [first, Answer::busy(), listing(&["t-1"])];
    let run = script("-s success -o output --retries 0", answers).exits(6);
    assert!(run.stdout().contains("t-1"), "{run}");
    run.says("--next-token AA");
}

/// Of several regions some may fail in the first phase, and the outputs of the others are there.
#[test]
fn one_region_that_fails_does_not_keep_the_outputs_of_the_others_back() {
    let server = Server::built_in();
    let words = "-r cn-hangzhou,cn-nowhere -s success --include-output -q --retries 0";
    let run = server.run(words).exits(7);
    assert_eq!(run.lines().len(), 7, "{run}");
    run.says("cn-nowhere");
}

/// What went wrong before the guard is no secret.
#[test]
fn a_refusal_of_too_many_does_not_hide_what_failed() {
    let server = Server::records(60);
    let run = server.run("-o output -r cn-hangzhou,cn-nowhere --retries 0");
    run.exits(2).says("cn-nowhere").says("60");
}

/// A limit that is reached in one region is no reason to print nothing when another fails.
#[test]
fn a_wait_with_a_limit_prints_what_it_found() {
    let server = Server::built_in();
    let words = "--wait=1s -s failed -n 1 -r cn-hangzhou,cn-nowhere -q --retries 0";
    assert_eq!(server.run(words).lines(), ["t-hz04d7h5v2s1eg"]);
}

/// The rows come one by one, and are one table.
#[test]
fn a_table_is_as_wide_as_its_widest_row() {
    let server = Server::built_in();
    let words = "-s failed,success --columns id,status,ok,command,created";
    let plain = server.run(words).exits(0).stdout();
    let two_phases = server.run(&format!("{words} --include-output"));
    assert_eq!(two_phases.exits(0).stdout(), plain);
}

/// What the first phase knows of the set is told though the second prints it.
#[test]
fn what_the_first_phase_learned_is_told() {
    let server = Server::built_in();
    let page = "--one-page --page-size 3 --include-output -q";
    server.run(page).exits(0).says("--next-token");
    let wait = "--resource-group rg-bp67acfmxazb4ph -q --wait=1s";
    let told = server.run(wait).exits(0).stderr();
    assert!(!told.contains("warning"), "{told}");
}

#[test]
fn jobs_bounds_how_many_are_under_way_at_once() {
    let ids = ["t-1", "t-2", "t-3", "t-4", "t-5", "t-6"];
    for jobs in [1, 2] {
        // Requests that are under way at once may arrive in any order.
        let to = |asked: &Asked| page(&[&printing(&asked.form["InvokeId"])], None);
        let slow = ids.map(|_| Answer::Late(jobs, to));
        let peer = Rogue::new(std::iter::once(listing(&ids)).chain(slow));
        let words = format!("-s success -o output --jobs {jobs}");
        peer.run(&words).exits(0);
        assert_eq!(peer.most_at_once(), jobs);
    }
}

#[test]
fn a_dry_run_says_what_will_come() {
    let server = Server::built_in();
    let run = server.run("-t team=web -o output --dry-run").exits(0);
    run.says("then each invocation that was found is asked for by its ID, with IncludeOutput=true");
    assert_eq!(server.requests().len(), 0);
}

/// The second phase asks in the order of the sort, so each answer is written before the next is asked for.
#[test]
fn sorted_outputs_are_written_as_they_come() {
    let server = Server::records(10);
    let words = "--timed=false --sort created -n 10 -o jsonl --include-output --jobs 1";
    let closed = Failing(std::io::ErrorKind::BrokenPipe);
    server.invq(words).out(closed).run().exits(141);
    assert_eq!(server.requests().len(), 2, "the list, and one output");
}
