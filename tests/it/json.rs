//! json and jsonl: the contract that scripts rely on, to the letter.

use serde_json::{Value, json};

use crate::support::{Invq, Server, good_json, list, rows, script, sheet, snapshot};

/// What becomes of an invocation with these fields.
fn invocation(words: &str, fields: &Value) -> Value {
    let mut invocation = json!({"InvokeId": "t-1"});
    let fields = fields.as_object().unwrap().clone();
    invocation.as_object_mut().unwrap().extend(fields);
    let answer = list(&[invocation.to_string()]);
    good_json(&script(words, [answer]))[0].clone()
}

/// What becomes of an instance with these fields.
fn instance(words: &str, fields: &Value) -> Value {
    let lists = json!({"InvokeInstances": {"InvokeInstance": [fields]}});
    invocation(words, &lists)["InvokeInstances"][0].clone()
}

/// What stands in place of a decoded text is told, so that nobody takes it for one.
#[test]
fn what_is_not_base64_though_it_should_be_is_told() {
    let saved = r#"[{"InvokeId":"t-1","CommandContent":"?","InvokeInstances":[
        {"InstanceId":"i-1","Output":"not base64 !!"},{"InstanceId":"i-2","Output":"aGk="}]}]"#;
    let told = "warning: the output is not Base64 as announced, and shown as it came: t-1/i-1\n\
        warning: the script is not Base64 as announced, and shown as it came: t-1\n";
    for (form, told) in [
        ("--json", told),
        ("-o jsonl", told),
        ("--per-instance --json", told),
        ("--jq length", told),
        ("--plain-text --json", ""),
    ] {
        let run = Invq::new(&format!("--from - --include-output {form}")).stdin(saved);
        assert_eq!(run.run().exits(0).stderr(), told, "{form}");
    }
}

/// One object, whole: the names and the nesting of the API, without its wrappers.
#[test]
fn the_names_and_the_nesting_are_the_apis() {
    let run = Server::built_in().run("t-hz04d7m9q1y6nx --json").quiet();
    let laid_out = serde_json::to_string_pretty(&good_json(&run)).unwrap();
    snapshot("json/invocation", laid_out);
}

#[test]
fn in_a_pipe_it_is_one_object_a_line_inside_the_array() {
    let run = Server::records(3).run("--json --page-size 2").quiet();
    let lines = run.lines();
    let ends = (lines.len(), lines[0].as_str(), lines[4].as_str());
    assert_eq!(ends, (5, "[", "]"));
    for line in &lines[1..4] {
        let object = line.trim_end_matches(',');
        assert!(serde_json::from_str::<Value>(object).is_ok(), "{line}");
    }
    assert_eq!(good_json(&run).as_array().unwrap().len(), 3);
}

#[test]
fn on_a_terminal_it_is_indented_and_the_same() {
    let server = Server::built_in();
    let words = "--json --timed=all";
    let piped = server.run(words).quiet();
    let terminal = server.invq(words).terminal(80).run().quiet();
    assert!(terminal.lines().len() > 20 * piped.lines().len());
    assert_eq!(good_json(&terminal), good_json(&piped));
    let begin = "[\n  {\n    \"InvokeId\": ";
    assert!(terminal.stdout().starts_with(begin), "{terminal}");
}

#[test]
fn jsonl_is_the_same_objects_one_a_line() {
    let server = Server::built_in();
    let lines = server.run("-o jsonl").quiet().lines().into_iter();
    let objects = lines.map(|line| serde_json::from_str::<Value>(&line).unwrap());
    let all = Value::from(objects.collect::<Vec<_>>());
    assert_eq!(all, good_json(&server.run("-o json")));
}

#[test]
fn nothing_found_is_an_empty_array() {
    let server = Server::saved("[]");
    let terminal = server.invq("--json").terminal(80).run();
    assert_eq!(terminal.quiet().stdout(), "[]\n");
    // A named ID that is not there is an empty list too, and exit 4.
    for (words, code, shown) in [
        ("--json", 0, "[]\n"),
        ("-o jsonl", 0, ""),
        ("t-1 --json", 4, "[]\n"),
    ] {
        assert_eq!(server.run(words).exits(code).stdout(), shown, "{words}");
    }
}

/// Whoever asks for less gets all of it, so the array is whole.
#[test]
fn a_limit_and_a_single_page_close_the_array() {
    let server = Server::records(20);
    let rows = |words: &str| good_json(&server.run(words)).as_array().unwrap().len();
    assert_eq!(rows("--json -n 3 --page-size 2"), 3);
    assert_eq!(rows("--json --one-page --page-size 4"), 4);
}

/// The service sends 0 for processes that never ran, which would read as a success.
#[test]
fn an_exit_code_is_null_wherever_no_process_ended() {
    for (status, sent, shown) in [
        ("Success", json!(0), json!(0)),
        ("Failed", json!(127), json!(127)),
        ("Failed", json!("127"), json!(127)),
        ("Failed", json!(3_221_225_786_i64), json!(3_221_225_786_i64)),
        ("Timeout", json!(0), Value::Null),
        ("Running", json!(0), Value::Null),
        ("Aborted", json!(0), Value::Null),
        ("Terminated", json!(-1), Value::Null),
        ("Hibernating", json!(0), Value::Null),
    ] {
        let fields = json!({"InstanceId": "i-1", "InvocationStatus": status, "ExitCode": sent});
        let object = instance("--json", &fields);
        assert_eq!(object["ExitCode"], shown, "{status}");
        let known = &object["Derived"]["ExitCodeKnown"];
        assert_eq!(*known, !shown.is_null(), "{status}");
    }
    // It is there even when the service left it out.
    let fields = json!({"InstanceId": "i-1", "InvocationStatus": "Running"});
    let object = instance("--json", &fields);
    assert_eq!(object.get("ExitCode"), Some(&Value::Null));
}

#[test]
fn verdicts_say_what_a_status_means() {
    for (status, verdict) in rows(
        "Success → ok
        Failed → failed
        PartialFailed → failed
        Stopped → stopped
        Pending → pending
        Running → pending
        Scheduled → pending
        Stopping → pending
        Hibernating → unknown",
    ) {
        let object = invocation("--json", &json!({"InvocationStatus": status}));
        assert_eq!(object["Derived"]["Verdict"], verdict, "{status}");
    }
    for (status, verdict) in rows(
        "Success → ok
        Failed → failed
        Error → failed
        Timeout → failed
        Invalid → failed
        Aborted → failed
        Cancelled → cancelled
        Terminated → cancelled
        Pending → pending
        Scheduled → pending
        Running → pending
        Stopping → pending
        Hibernating → unknown",
    ) {
        let fields = json!({"InstanceId": "i-1", "InvocationStatus": status});
        let object = instance("--json", &fields);
        assert_eq!(object["Derived"]["Verdict"], verdict, "{status}");
    }
}

/// A body from before there was an InvocationStatus: the old InvokeStatus says *Finished* for a run that failed.
#[test]
fn an_old_body_is_judged_by_its_instances() {
    let instances = json!([
        {"InstanceId": "i-1", "InvocationStatus": "Success"},
        {"InstanceId": "i-2", "InvocationStatus": "Failed"},
    ]);
    let fields =
        json!({"InvokeStatus": "Finished", "InvokeInstances": {"InvokeInstance": instances}});
    let object = invocation("--json", &fields);
    assert_eq!(object["Derived"]["Verdict"], "failed");
    assert_eq!(object["InvokeStatus"], "Finished");
}

/// How long it took is null while it is not known.
#[test]
fn instances_are_counted_by_verdict_and_lengths_told_where_they_are_known() {
    let server = Server::built_in();
    let derived = |id: &str| good_json(&server.run(&format!("{id} --json")))[0]["Derived"].clone();
    let expected = json!({"Total": 4, "Ok": 3, "Failed": 0, "Pending": 0, "Cancelled": 1});
    assert_eq!(derived("t-hz04d6r7m3f9kb")["Instances"], expected);
    assert_eq!(derived("t-hz04d7m0c6t9ya")["TookSeconds"], 483);
    assert_eq!(derived("t-hz04d7p2m8q0bk")["TookSeconds"], Value::Null);
}

/// What nobody knew when this was written comes through, at every level, numbers to the last digit.
#[test]
fn unknown_fields_pass_through() {
    let record = r#"{"InvokeId":"t-1","Brand":{"New":[1.50,1e400,12345678901234567890]},"Tags":{"Tag":[{"TagKey":"a","TagValue":"b","More":true}]},"InvokeInstances":{"InvokeInstance":[{"InstanceId":"i-1","Later":null}]}}"#;
    sheet(
        "json/unknown",
        [("--json", script("--json", [list(&[record])]))],
    );
    let server = Server::saved(&format!("[{record}]").replace("1e400,", ""));
    let saved = good_json(&server.run("--json"));
    let later = saved[0]["InvokeInstances"][0].get("Later");
    assert_eq!(later, Some(&Value::Null));
}

#[test]
fn lists_are_plain_and_there_even_when_the_service_left_them_out() {
    for lists in [
        json!({}),
        json!({"Tags": null, "InvokeInstances": null}),
        json!({"Tags": {}, "InvokeInstances": {}}),
    ] {
        let object = invocation("--json", &lists);
        for name in ["Tags", "InvokeInstances"] {
            assert_eq!(object[name], json!([]), "{lists}");
        }
    }
}

#[test]
fn output_is_there_only_when_it_was_asked_for() {
    let server = Server::built_in();
    let first = |words: &str| {
        let run = server.run(&format!("t-hz04d7m9q1y6nx --json {words}"));
        good_json(&run)[0]["InvokeInstances"][0].clone()
    };
    let without = first("");
    assert_eq!(without.get("Output"), None);
    assert_eq!(without["Derived"].get("OutputEncoding"), None);
    // Not even when the service sends it all the same.
    let unasked = json!({"InstanceId": "i-1", "InvocationStatus": "Success", "Output": "aGk="});
    assert_eq!(instance("--json", &unasked).get("Output"), None);
    let with = first("--include-output");
    let text = "\u{1b}[32mok\u{1b}[0m   nginx\n\u{1b}[31mdown\u{1b}[0m redis\n";
    assert_eq!(with["Output"], text);
    assert_eq!(with["Derived"]["OutputEncoding"], "text");
}

#[test]
fn what_is_not_text_stays_base64_and_says_so() {
    // GBK from a Windows host.
    let words = "t-hz04d7fs6c3l1v --json --include-output";
    let rows = good_json(&Server::built_in().run(words).quiet());
    let second = &rows[0]["InvokeInstances"][1];
    assert_eq!(second["Derived"]["OutputEncoding"], "base64");
    let output = second["Output"].as_str().unwrap();
    assert!(output.starts_with("0N6yubPM0PI"), "{output}");
    for (words, sent, shown, encoding) in [
        ("--json", "/w==", "/w==", Some("base64")),
        ("--json", "bHM=", "ls", None),
        // It is not decoded a second time.
        ("--json --plain-text", "bHM=", "bHM=", None),
    ] {
        let script = invocation(words, &json!({"CommandContent": sent}));
        let told = script["Derived"].get("CommandEncoding");
        assert_eq!(script["CommandContent"], shown);
        assert_eq!(told.map(|it| it.as_str().unwrap()), encoding);
    }
    let plain = Server::built_in().run("t-hz04d6zz0k4jpl --json --plain-text");
    let content = &good_json(&plain.quiet())[0]["CommandContent"];
    assert_eq!(content, "#!/bin/sh\ncachectl warm --all\n");
}

#[test]
fn where_an_object_came_from_stands_in_it() {
    let profile = "[profiles.prod]\naccess_key_id = \"testid\"\naccess_key_secret = \"testsecret\"\nregion = \"cn-beijing\"\n";
    let server = Server::built_in();
    let run = server.invq("--json -n 1 -p prod").config(profile).run();
    let derived = &good_json(&run.quiet())[0]["Derived"];
    assert_eq!(derived["Region"], "cn-beijing");
    assert_eq!(derived["Profile"], "prod");
}

/// Escapes mean the same to a parser and nothing to a terminal.
#[test]
fn nothing_in_it_steers_a_terminal() {
    let words = "t-hz04d7m9q1y6nx --json --include-output";
    let run = Server::built_in().invq(words).terminal(80).run().quiet();
    let output = good_json(&run)[0]["InvokeInstances"][1]["Output"].clone();
    let output = output.as_str().unwrap();
    assert!(output.contains("\u{202e}nimda"), "{output}");
    run.hides("\u{1b}").hides("\u{202e}");
}

#[test]
fn dropped_output_is_a_warning_where_outputs_are_shown() {
    let server = Server::built_in();
    server.run("t-hz04d7m0c6t9ya --json").quiet();
    let run = server.run("t-hz04d7m0c6t9ya --json --include-output");
    let told = "warning: the service dropped 8,192 bytes of output on 1 instance (it keeps 24 KB), not necessarily at the end; the whole text is at oss://ops-logs/patch/i-bp19f3v5x7m2t8zlo0p4.txt\n";
    assert_eq!(run.stderr(), told);
}
