//! Instances by name: the name beside each, and the runs on those with a name.

use serde_json::json;

use crate::support::{Invq, Run, Server};

/// Two instances, one of them managed, and one that was released.
const VIEW: &str = "t-hz04d7m0c6t9ya i-bp1i7gg30r52z2emq3x1 i-bp1c0wq4n9ku61sdh7a2";

fn actions(server: &Server) -> Vec<String> {
    let requests = server.requests();
    requests.into_iter().map(|request| request.action).collect()
}

fn count(server: &Server, action: &str) -> usize {
    actions(server).iter().filter(|it| *it == action).count()
}

/// As many invocations as `rows`, each on one of `hosts` instances.
fn fleet(rows: usize, hosts: usize) -> String {
    let row = |index: usize| {
        let id = format!("i-{:05}", index % hosts);
        json!({"InvokeId": format!("t-{index:05}"), "Age": index, "CommandName": "uptime", "InvokeInstances": [
            {"InstanceId": id, "Steps": [[0, "Running"], [1, "Success"]], "Output": "up\n"}]})
    };
    json!((0..rows).map(row).collect::<Vec<_>>()).to_string()
}

#[test]
fn every_form_that_shows_instances_tells_their_names() {
    let server = Server::built_in();
    for (words, told) in [
        ("", "i-bp1c0wq4n9ku61sdh7a2  worker-07"),
        ("-o wide", "i-bp1c0wq4n9ku61sdh7a2  worker-07"),
        ("--per-instance", "i-bp1i7gg30r52z2emq3x1  cache-01 "),
        (
            "--per-instance -o csv",
            "t-hz04d7m0c6t9ya,i-bp1i7gg30r52z2emq3x1,cache-01,Failed,",
        ),
        (
            "--per-instance -o tsv",
            "\ti-bp1i7gg30r52z2emq3x1\tcache-01\tFailed\t",
        ),
        ("--json", r#""Name":"cache-01""#),
        ("-o jsonl", r#""Name":"worker-07""#),
        (
            "-o output",
            "==> i-bp1i7gg30r52z2emq3x1 (cache-01) Failed, exit 100 <==",
        ),
        (
            "-o output --prefix",
            "i-bp1i7gg30r52z2emq3x1 (cache-01): kpatch is not installed",
        ),
        ("-o output --fold", "i-bp1i7gg30r52z2emq3x1 (cache-01) <=="),
        (
            "--summary=instance",
            "i-bp1i7gg30r52z2emq3x1 (cache-01)   1",
        ),
        ("--wait --per-instance", "i-bp1i7gg30r52z2emq3x1  cache-01 "),
        ("--sort created -o jsonl", r#""Name":"worker-07""#),
    ] {
        let run = server.run(&format!("{VIEW} {words} --hosts --no-notes"));
        assert!(run.stdout().contains(told), "{words}: {run}");
    }
    let one = server.run("t-hz04d7m0c6t9ya i-bp1i7gg30r52z2emq3x1 --hosts");
    assert!(one.stdout().contains("\n  name: cache-01\n"), "{one}");
}

#[test]
fn a_column_and_a_field_ask_for_names_by_themselves() {
    let server = Server::built_in();
    for words in [
        "--per-instance --columns host --no-header",
        "--per-instance --columns +host",
        "--jq .[].InvokeInstances[].Derived.Name --hosts",
        "--json=InvokeInstances.Derived.Name",
        "--per-instance --json=Derived.Name",
    ] {
        let run = server.run(&format!("{VIEW} {words}")).exits(0);
        assert!(run.stdout().contains("cache-01"), "{words}: {run}");
    }
}

/// Not even where the same rows are shown.
#[test]
fn nothing_is_asked_that_was_not_asked_for() {
    for words in [
        "",
        "-s failed",
        "--per-instance",
        "--json",
        "-q",
        "t-hz04d6r7m3f9kb",
        "--failed",
    ] {
        let server = Server::built_in();
        server.run(&format!("{words} --timed=false")).exits(0);
        let others = actions(&server);
        let others: Vec<_> = others
            .iter()
            .filter(|it| *it != "DescribeInvocations")
            .collect();
        assert!(others.is_empty(), "{words}: {others:?}");
    }
    // Forms that show no instance need no name.
    for words in ["", "-q", "-o csv", "-o api", "--summary"] {
        let server = Server::built_in();
        server
            .run(&format!("{words} --hosts --timed=false"))
            .exits(0);
        assert_eq!(count(&server, "DescribeInstances"), 0, "{words}");
    }
}

#[test]
fn each_instance_is_asked_for_once_and_a_hundred_together() {
    let server = Server::saved(&fleet(1_000, 500));
    let run =
        server.run("--per-instance --timed=false --hosts --columns instance,host --no-header");
    let lines = run.quiet().lines();
    assert_eq!(lines.len(), 1_000);
    for line in lines {
        let (id, name) = line.split_once(' ').unwrap();
        assert_eq!(
            name.trim(),
            format!("host-{}", id.strip_prefix("i-").unwrap()),
            "{line}"
        );
    }
    assert_eq!(count(&server, "DescribeInstances"), 5);
}

#[test]
fn hosts_outside_ecs_are_asked_for_where_they_are_listed() {
    let server = Server::built_in();
    let run = server.run("mi-hz018jrc1o0g0zk --hosts --per-instance --columns host --no-header");
    assert_eq!(run.quiet().stdout(), "rack7-edge\n");
    assert_eq!(count(&server, "DescribeManagedInstances"), 1);
    assert_eq!(count(&server, "DescribeInstances"), 0);
}

#[test]
fn who_may_not_list_instances_sees_ids_and_one_warning() {
    for fault in [
        "denied@DescribeInstances",
        "throttle-bare:1@DescribeInstances",
        "html@DescribeInstances",
        "truncate:1@DescribeInstances",
    ] {
        let server = Server::faulty(&[fault]);
        let run = server
            .run("--per-instance --timed=false -n 9 --hosts --retries 0")
            .exits(0);
        let warnings = run.stderr().matches("warning: ").count();
        assert_eq!(warnings, 1, "{fault}: {run}");
        run.says("instances stay without names");
    }
    let json = Server::faulty(&["denied@DescribeInstances"])
        .run("-n 1 --json --hosts")
        .exits(0);
    assert!(json.stdout().contains(r#""Name":null"#), "{json}");
}

/// The service tells an identity that may not list instances of none.
#[test]
fn where_no_instance_is_told_a_note_says_why_that_may_be() {
    let released = r#"[{"InvokeId":"t-1","Age":60,"InvokeInstances":[{"InstanceId":"i-1","Steps":[[1,"Aborted"]],"ErrorCode":"InstanceReleased"}]}]"#;
    let run = Server::saved(released).run("t-1 --hosts").exits(0);
    run.says("no instance has a name that is told");
}

#[test]
fn saved_answers_keep_names() {
    let saved = Server::built_in()
        .run(&format!("{VIEW} -o jsonl --hosts --no-notes"))
        .stdout();
    let from = |words: &str| Invq::new(&format!("--from - {words}")).stdin(&saved).run();
    let table = from("--per-instance --hosts --columns host --no-header").exits(0);
    assert_eq!(table.stdout(), "worker-07\ncache-01\n");
    let again = from("-o jsonl").exits(0);
    assert!(again.stdout().contains(r#""Name":"cache-01""#), "{again}");
    let found = from("--host cache-* --per-instance --columns instance --no-header").exits(0);
    assert_eq!(found.stdout(), "i-bp1i7gg30r52z2emq3x1\n");
    from("--host web-*")
        .exits(4)
        .says("no saved record has an instance called `web-*`");
}

#[test]
fn a_setting_of_the_profile_file_does_the_same() {
    let server = Server::built_in();
    let run = server
        .invq("t-hz04d7m0c6t9ya i-bp1i7gg30r52z2emq3x1 -o output --prefix --no-notes")
        .env("INVQ_HOSTS", "1")
        .run();
    assert!(run.stdout().contains("(cache-01): "), "{run}");
}

fn shown(run: &Run) -> Vec<String> {
    run.lines()
}

#[test]
fn a_name_or_a_pattern_selects_the_instances_that_have_it() {
    for (words, found) in [
        ("--host cache-01", &["cache-01"][..]),
        (
            "--host web-0?",
            &[
                "web-01", "web-02", "web-03", "web-04", "web-05", "web-06", "web-07", "web-08",
                "web-09",
            ],
        ),
        ("--host 订单-*", &["订单-01", "订单-02"]),
        (
            "--host db-* --host cache-*",
            &["cache-01", "db-orders", "db-replica"],
        ),
        ("--host rack*", &["rack7-edge"]),
        (
            "--host cache-01 i-bp1c0wq4n9ku61sdh7a2",
            &["cache-01", "worker-07"],
        ),
    ] {
        let words =
            format!("{words} --hosts --per-instance --columns host --no-header --timed=false");
        let mut names = shown(&Server::built_in().run(&words).exits(0));
        names.sort();
        names.dedup();
        assert_eq!(names, found, "{words}");
    }
}

/// Beside an invocation, it is asked for once, and the names choose in it.
#[test]
fn names_choose_among_the_instances_of_an_invocation() {
    let server = Server::built_in();
    let run =
        server.run("t-hz04d7m0c6t9ya --host db-* --per-instance --columns instance --no-header");
    assert_eq!(run.exits(0).lines().len(), 3);
    assert_eq!(count(&server, "DescribeInvocations"), 1);
    let none = Server::built_in().run("t-hz04d7m9q1y6nx --host db-*");
    none.exits(4);
}

#[test]
fn each_region_is_asked_for_its_own_instances() {
    let server = Server::built_in();
    let words = "--host mirror-* --region cn-beijing --region cn-hangzhou --timed=false";
    let run = server.run(&format!("{words} -q")).exits(0);
    assert_eq!(run.stdout(), "t-bj04d7nt8c5v2k\n");
    let asked = server.requests();
    let lists = asked.iter().filter(|it| it.action == "DescribeInvocations");
    let regions: Vec<_> = lists.map(|it| it.parameter("RegionId").unwrap()).collect();
    assert_eq!(regions, ["cn-beijing"]);
}

#[test]
fn a_name_that_nothing_has_is_told_with_a_near_one() {
    let server = Server::built_in();
    for (words, hint) in [
        ("--host wbe-01", "did you mean `web-01`?"),
        ("--host cahce-*", "did you mean `cache-01`?"),
        ("--host zzz", "check the name"),
    ] {
        server
            .run(words)
            .exits(4)
            .says("no instance is called")
            .says(hint);
    }
    assert_eq!(count(&server, "DescribeInvocations"), 0);
    let none = Server::saved("[]").run("--host web-*").exits(4);
    none.says("no instance was told at all")
        .says("ecs:DescribeInstances");
    let denied = Server::faulty(&["denied@DescribeInstances"]).run("--host web-* -q");
    assert_eq!(denied.exits(3).says("may not list instances").stdout(), "");
}

#[test]
fn more_than_fifty_hosts_are_asked_for_only_when_somebody_says_so() {
    let server = |hosts| Server::saved(&fleet(60, hosts));
    server(51)
        .run("--host host-* -q")
        .exits(2)
        .says("51 instances");
    server(50).run("--host host-* -q --timed=false").exits(0);
    let run = server(51)
        .run("--host host-* -n 3 -q --timed=false")
        .exits(0);
    assert_eq!(run.lines().len(), 3);
}

#[test]
fn what_does_not_go_together_is_told() {
    for words in [
        "--host ",
        "--host x --next-token A",
        "exec-1 --next-token A",
        "exec-1 --from -",
    ] {
        let words: Vec<&str> = words.split(' ').collect();
        let run = words
            .iter()
            .fold(Invq::new("--sandbox"), |invq, word| invq.arg(*word));
        run.run().exits(2);
    }
}

#[test]
fn an_execution_stands_for_what_it_started() {
    let server = Server::built_in();
    let run = server.run("exec-4d7m0c6t9ya2 -q").exits(0);
    assert_eq!(run.lines(), ["t-hz04d7m0c6t9ya", "t-hz04d6r7m3f9kb"]);
    for id in ["exec-nope", "exec-nothing0started"] {
        let run = server.run(id).exits(4);
        run.says(&format!("no invocation was started by {id}"));
    }
    let denied = Server::faulty(&["denied@ListTaskExecutionInvocations"]);
    denied
        .run("exec-4d7m0c6t9ya2")
        .exits(3)
        .says("may not see what a template started");
}

/// Only for the instances of which an agent or a host is the trouble, and once for all of them.
#[test]
fn the_view_tells_how_agents_in_trouble_are() {
    let server = Server::built_in();
    for (words, lines) in [
        (
            "t-hz04d7p1a5c9ve",
            &[
                "i-bp1rqwqtk4up4vk0001e: agent 2.2.3.857, last heard 20s ago, 2 active tasks",
                "i-bp1qterabcvgk860001f: no agent is known",
            ][..],
        ),
        (
            "t-hz04d7m0c6t9ya",
            &["i-bp1c0wq4n9ku61sdh7a2: agent 2.2.3.857, last heard 3h ago, 0 active tasks"],
        ),
        (
            "t-hz04d7m0c6t9ya --hosts",
            &[
                "i-bp1c0wq4n9ku61sdh7a2 (worker-07): agent 2.2.3.857, last heard 3h ago, 0 active tasks; the instance is Running",
            ],
        ),
    ] {
        let run = server.run(words).exits(0).stdout();
        let told: Vec<_> = run
            .lines()
            .filter(|line| {
                line.contains("agent ") && line.contains(": ") && line.starts_with("  i-")
            })
            .map(str::trim)
            .collect();
        assert_eq!(told, lines, "{words}");
    }
    assert_eq!(count(&server, "DescribeCloudAssistantStatus"), 3);
    // Not in other forms, nor where the instance is out of view.
    for words in [
        "--json",
        "--per-instance",
        "-o output",
        "i-bp1i7gg30r52z2emq3x1",
        "--grep nowhere",
    ] {
        server.run(&format!("t-hz04d7m0c6t9ya {words}")).exits(0);
    }
    assert_eq!(count(&server, "DescribeCloudAssistantStatus"), 3);
}

#[test]
fn a_view_is_whole_without_agents() {
    let server = Server::faulty(&["denied@DescribeCloudAssistantStatus"]);
    let run = server.run("t-hz04d7p1a5c9ve --strict").exits(0);
    run.says("how the agents are is not known")
        .says("may not see how agents are");
}

/// Names come from machines of others.
#[test]
fn a_name_cannot_steer_a_terminal() {
    let record = r#"{"InvokeId":"t-1","InvocationStatus":"Success","InvokeInstances":[{"InstanceId":"i-1","InvocationStatus":"Success","ExitCode":0,"Output":"hi","Derived":{"Name":"a\u001b]0;x\u0007\nb"}}]}"#;
    for words in [
        "t-1 --hosts",
        "--per-instance --hosts",
        "-o output --prefix --hosts",
        "--per-instance --hosts -o tsv",
    ] {
        let run = Invq::new(&format!("--from - {words}"))
            .stdin(record)
            .terminal(80)
            .run();
        let out = run.stdout();
        assert!(
            !out.contains('\u{1b}') || !out.contains("]0;x\u{7}"),
            "{words}: {run}"
        );
        assert!(out.contains("]0;x"), "{words}: {run}");
    }
}
