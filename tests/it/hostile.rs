//! Text that wants to steer the terminal, reverse what is read or hide: in every form, on a terminal and in a pipe.

use serde_json::{Value, json};

use crate::support::{Answer, Invq, Rogue, Run, page};

/// A window title, a cleared screen, a C1 control, reversed text, a zero-width space, a byte order mark, a tag character.
const EVIL: &str = "a\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}b\u{200b}\u{feff}\u{e0041}\u{2066}\u{8}\u{7f}\r\n\tz";

/// What a command printed: colours, everything evil, and bytes that are no text.
fn printed() -> Vec<u8> {
    [
        b"\x1b[32mgreen\x1b[0m ",
        EVIL.as_bytes(),
        b"\xff\xfe\x9b0m\n",
    ]
    .concat()
}

/// An invocation in which every text is evil.
fn saved() -> String {
    use base64::Engine as _;
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let id = |kind: &str| format!("{kind}{EVIL}");
    json!([{
        "InvokeId": id("t-"), "CommandId": id("c-"), "CommandName": EVIL, "CommandDescription": EVIL,
        "CommandType": EVIL, "RepeatMode": EVIL, "Frequency": EVIL, "Username": EVIL, "WorkingDir": EVIL,
        "ContainerId": EVIL, "ContainerName": EVIL, "Launcher": EVIL, "TerminationMode": EVIL, "Parameters": EVIL,
        "OssOutputDelivery": EVIL, "InvokeStatus": EVIL, "InvocationStatus": "Failed",
        "CreationTime": "2026-06-24T07:00:00Z", "Timeout": 60,
        "CommandContent": encode(&printed()), "New": EVIL,
        "Tags": [{"TagKey": EVIL, "TagValue": EVIL}],
        "InvokeInstances": [
            {"InstanceId": id("i-"), "InvocationStatus": "Failed", "ExitCode": 1, "ErrorCode": EVIL, "ErrorInfo": EVIL,
             "Output": encode(&printed()), "Dropped": 7, "OssOutputStatus": "Finished", "OssOutputUri": EVIL},
            {"InstanceId": id("i-2"), "InvocationStatus": EVIL, "InstanceInvokeStatus": EVIL, "OssOutputStatus": EVIL,
             "OssOutputErrorCode": EVIL, "OssOutputErrorInfo": EVIL},
        ],
    }])
    .to_string()
}

const FORMS: [&str; 22] = [
    "",
    "-o wide",
    "--per-instance",
    "--per-instance -o wide",
    "--columns id,command,tags,description,parameters,script,oss,user,dir,container,launcher",
    "--json --include-output",
    "-o jsonl --include-output",
    "--json --per-instance",
    "--json=CommandName,Derived",
    "-o csv",
    "-o csv --per-instance --columns id,instance,status,error,error-info,output,tags,script",
    "-o tsv",
    "-o tsv --per-instance --columns id,instance,status,error,error-info,output,tags,script",
    "-q",
    "-q --per-instance",
    "-o api",
    "--jq .",
    "--jq .[].CommandName",
    "--summary=command",
    "--summary=error-code --json",
    "--summary=status --per-instance -o jsonl",
    "--failed --sort name",
];

fn in_a_pipe(words: &str) -> Run {
    let invq = Invq::new(&format!("--from - {words}"));
    invq.stdin(&saved()).run()
}

fn on_a_terminal(words: &str) -> Run {
    let invq = Invq::new(&format!("--from - {words} --color never"));
    invq.stdin(&saved()).terminal(100).run()
}

/// Characters that move the cursor, colour, reorder or hide. Line ends and tabs are of use.
fn dangerous(text: &str) -> String {
    let of_use = |c: char| matches!(c, '\n' | '\t');
    let bad = |c: &char| {
        c.is_control() && !of_use(*c)
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    };
    text.chars().filter(bad).collect()
}

#[test]
fn nothing_dangerous_reaches_a_terminal() {
    for form in FORMS {
        let run = on_a_terminal(form);
        let shown = run.stdout().replace("\r\n", "\n");
        assert_eq!(dangerous(&(shown + &run.stderr())), "", "{form}: {run}");
        // It is shown, and not left out.
        assert!(run.stdout().contains("owned"), "{form}: {run}");
    }
}

/// One invocation is named to be viewed, and what its instances say stands there too.
#[test]
fn nothing_dangerous_reaches_a_terminal_in_the_view_of_one() {
    let harmless = saved().replacen(&json!(format!("t-{EVIL}")).to_string(), "\"t-1\"", 1);
    for words in ["t-1", "t-1 --failed"] {
        let invq = || Invq::new(&format!("--from - {words} --color never")).stdin(&harmless);
        for invq in [invq(), invq().terminal(80)] {
            let run = invq.run().exits(0);
            let shown = run.stdout();
            assert_eq!(dangerous(&(shown.clone() + &run.stderr())), "", "{run}");
            assert!(!shown.contains("\tz"), "a text is one line: {run}");
        }
    }
}

/// A pager and a log are read on terminals too.
#[test]
fn tables_never_carry_control_characters_anywhere() {
    for form in [
        "",
        "-o wide",
        "--per-instance",
        "--per-instance -o wide",
        "-q",
        "--summary=command",
    ] {
        let shown = in_a_pipe(form).stdout();
        assert_eq!(dangerous(&shown), "", "{form}: {shown}");
        assert!(form == "-q" || !shown.contains("\tz"), "{form}: {shown}");
    }
    for form in [
        "-o csv",
        "-o tsv",
        "-o tsv --per-instance --columns id,instance,status,error,output,tags,script",
    ] {
        let shown = in_a_pipe(form).stdout().replace("\r\n", "\n");
        let control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        assert!(!shown.contains(control), "{form}: {shown:?}");
    }
}

/// Programs get every character: JSON escapes what it must, and means the same.
#[test]
fn json_is_valid_and_whole_in_a_pipe_and_on_a_terminal() {
    for form in ["--json", "-o jsonl", "-o api"] {
        for run in [in_a_pipe(form), on_a_terminal(form)] {
            let all: Value = serde_json::from_str(run.stdout().trim()).unwrap();
            let one = all.get(0).unwrap_or(&all);
            assert_eq!(one["CommandName"], EVIL, "{form}");
            if form == "--json" {
                assert_eq!(one["New"], EVIL);
                assert_eq!(one["Tags"][0]["TagKey"], EVIL);
                assert_eq!(one["InvokeInstances"][0]["ErrorInfo"], EVIL);
            }
        }
    }
}

#[test]
fn in_a_pipe_the_bytes_of_outputs_and_scripts_are_untouched() {
    for form in ["-o output --failed", "-o command"] {
        let run = in_a_pipe(form).exits(0);
        assert_eq!(run.out, printed(), "{form}");
    }
}

/// On a terminal an output keeps its colours, and nothing else that steers.
#[test]
fn on_a_terminal_an_output_keeps_nothing_but_its_colours() {
    let text = "\u{1b}[32mgreen\u{1b}[0m a\\x1b]0;owned\\x07\\x1b[2J\\u{9b}31m\\u{202e}b";
    for form in [
        "-o output",
        "-o output --prefix",
        "-o output --fold",
        "-o output --fold=diff",
        "-o command",
    ] {
        let run = on_a_terminal(form).exits(0);
        let shown = run.stdout();
        assert!(shown.contains(text), "{run}");
        assert!(shown.contains("\\xff\\xfe\\x9b0m"), "{run}");
        let colours = ["\u{1b}[32m", "\u{1b}[0m", "\r"];
        let rest = colours.iter().fold(shown, |rest, it| rest.replace(it, ""));
        assert_eq!(dangerous(&(rest + &run.stderr())), "", "{run}");
    }
}

#[test]
fn raw_passes_on_what_a_command_printed() {
    let run = on_a_terminal("-o output --failed --raw").exits(0);
    assert_eq!(run.out, printed());
}

/// A line that is said must not be able to look like two.
#[test]
fn what_is_said_of_an_instance_is_one_line() {
    for form in [
        "-o output",
        "-o output --fold",
        "-o output --fold=diff",
        "--json --include-output",
        "-q --no-notes",
    ] {
        for line in in_a_pipe(form).stderr().lines() {
            let begins = line.starts_with("note: ") || line.starts_with("warning: ");
            assert!(begins, "{form}: {line:?}");
        }
    }
}

/// Every character that steers a terminal, turns text round or is not seen.
fn steering() -> String {
    let ranges = [
        0x01..=0x08,
        0x0b..=0x1f,
        0x7f..=0x9f,
        0x61c..=0x61c,
        0x200b..=0x200f,
        0x202a..=0x202e,
        0x2066..=0x2069,
        0xfeff..=0xfeff,
        0xe0041..=0xe0041,
    ];
    let characters = ranges.into_iter().flatten().filter_map(char::from_u32);
    format!("a{}z", characters.collect::<String>())
}

/// What is typed, in ways that the grammar refuses, or the checks: what stands before it, and it.
fn typed() -> Vec<Invq> {
    let evil = steering();
    let mut all = Vec::new();
    for before in [
        "",
        "--json=",
        "--no-such=",
        "--no-such-",
        "explain ",
        "explain t-1 ",
        "completions ",
        "sandbox --listen ",
        "sandbox --access-key ",
        "sandbox --data ",
        "sandbox --fault ",
        "profiles ",
        "t-1 --wait=",
        "t-1 -n ",
    ] {
        let (words, last) = before.rsplit_once(' ').unwrap_or(("", before));
        for value in ["", "Failed"] {
            all.push(Invq::new(words).arg(format!("{last}{value}{evil}")));
        }
    }
    let flags = "-s --instance-status --since --until --columns --sort --tag --region --profile --endpoint --jq --from \
        --config --error-code --exit-code --command-type --repeat-mode --limit --page-size --jobs --interval --width \
        --color --request-timeout --save --next-token -o";
    all.extend(
        flags
            .split_whitespace()
            .map(|flag| Invq::new(flag).arg(&*evil)),
    );
    let optional = ["--timed", "--summary", "--exit-status"];
    all.extend(optional.map(|flag| Invq::new("").arg(format!("{flag}={evil}"))));
    all
}

/// Variables and files that say it, and what is read from standard input.
fn read() -> Vec<Invq> {
    let evil = steering();
    let mut all = Vec::new();
    let variables = "INVQ_PROFILE INVQ_CONFIG INVQ_COLOR INVQ_FORMAT INVQ_JOBS ALIBABA_CLOUD_PROFILE \
        ALIBABA_CLOUD_REGION_ID ALIBABA_CLOUD_ENDPOINT ALIBABA_CLOUD_CREDENTIALS_FILE HTTPS_PROXY";
    for variable in variables.split_whitespace() {
        let keys = Invq::new("").asking("https://ecs.cn-hangzhou.aliyuncs.com");
        all.push(keys.env(variable, &evil));
    }
    let quoted = json!(evil).to_string().replace('\u{7f}', "\\u007F");
    let profile = "default_profile = 'a'\n[profiles.a]\nmode = ";
    for file in [
        format!("{quoted} = 1"),
        format!("[profiles.a]\n{quoted} = 1"),
        format!("default_profile = {quoted}"),
        format!("[defaults]\ncolor = {quoted}\nformat = {quoted}"),
        format!("{profile}{quoted}"),
        format!("{profile}'ChainableRamRoleArn'\nsource_profile = {quoted}"),
        format!("{profile}'External'\nprocess_command = {quoted}"),
        format!("[profiles.{quoted}]\n"),
        "\u{9b}\u{202e}".to_owned(),
    ] {
        for words in ["", "profiles", "profiles --check", "-p b"] {
            all.push(Invq::new(words).config(&file));
        }
    }
    all.push(Invq::new("--from - --strict").stdin(&saved()));
    all.extend(["--from -", "-"].map(|words| Invq::new(words).stdin(&evil)));
    let named = [
        "--sandbox --dry-run --command-name",
        "--dry-run -r cn-hangzhou --command-name",
        "--sandbox -vv --command-name",
        "--sandbox -v -r",
    ];
    all.extend(named.map(|words| Invq::new(words).arg(&*evil)));
    all
}

/// What a peer answers: a refusal, no answer at all, and a page.
fn answers() -> Vec<Answer> {
    let evil = steering();
    let refusal = json!({"Code": evil, "Message": evil, "RequestId": evil});
    let denied = json!({"Code": "NoPermission", "Message": evil,
        "AccessDeniedDetail": {"AuthAction": evil, "NoPermissionType": evil}});
    let record = json!({"InvokeId": evil, "InvocationStatus": evil}).to_string();
    vec![
        Answer::http("400 Bad Request", "application/json", &refusal.to_string()),
        Answer::http("403 Forbidden", "application/json", &denied.to_string()),
        Answer::html("502 Bad Gateway", &evil),
        Answer::json(&format!("{{\"Invocations\": {evil}")),
        Answer::json(&page(&[&record], Some(&evil.replace(char::is_control, "")))),
    ]
}

/// Errors, warnings, notes, `-v` and `-vv`, as text and as JSON, which means the same as what it was made of.
#[test]
fn nothing_that_is_said_steers_a_terminal() {
    let told = |invq: Invq| {
        let run = invq.env("NO_COLOR", "1").terminal(80).run();
        let all = run.stdout() + &run.stderr();
        assert_eq!(dangerous(&all), "", "{:?}", run.to_string());
        run
    };
    let objects = |run: &Run| {
        let lines = run.stderr();
        let objects = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        objects.collect::<Vec<Value>>()
    };
    for json in ["", "--error-format=json"] {
        for loud in ["", "-v", "-vv"] {
            for answer in answers() {
                let peer = Rogue::new([answer]);
                let run = told(peer.invq(&format!("--one-page {loud} {json}")));
                assert!(json.is_empty() || !objects(&run).is_empty());
            }
        }
        for invq in typed().into_iter().chain(read()) {
            match json {
                "" => drop(told(invq)),
                json => drop(objects(&told(invq.arg(json)))),
            }
        }
    }
    let evil = steering();
    let run = told(Invq::new("--error-format=json -s").arg(&*evil)).exits(2);
    let message = objects(&run)[0].to_string();
    assert!(
        message.contains(json!(evil).to_string().trim_matches('"')),
        "{message}"
    );
}

/// An argument that the grammar refuses is shown, and its colours are not its own.
#[test]
fn an_argument_that_is_refused_is_shown_with_escapes() {
    let invq = Invq::new("").arg("--no-such\u{1b}[31m\u{202e}\n");
    let run = invq.terminal(80).run().exits(2);
    run.says(r"--no-such\x1b[31m\u{202e}\n");
}
