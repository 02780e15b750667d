//! `--dry-run`: what would be sent, and nothing is sent.

use invq::sandbox::Request;
use snapbox::str;

use crate::support::{Invq, Server, check};

#[test]
fn every_parameter_stands_on_a_line_of_its_own_unencoded_and_sorted() {
    let run = Invq::new("c-1 i-1 -s failed --timed --command-type bat --include-output --plain-text --next-token AAAA")
        .arg("--dry-run")
        .arg("-r=cn-hangzhou")
        .arg("-tteam=部署 & more")
        .arg("-tempty=")
        .arg("-tkey")
        .run();
    check!(
        run,
        str![[r#"
exit 0
---- stdout
POST https://ecs.cn-hangzhou.aliyuncs.com/
Action=DescribeInvocations
CommandId=c-1
CommandType=RunBatScript
ContentEncoding=PlainText
Format=JSON
IncludeOutput=true
InstanceId=i-1
InvokeStatus=Failed
MaxResults=10
NextToken=AAAA
RegionId=cn-hangzhou
Tag.1.Key=team
Tag.1.Value=部署 & more
Tag.2.Key=empty
Tag.2.Value=
Tag.3.Key=key
Timed=true
Version=2014-05-26

"#]]
    );
}

#[test]
fn every_target_is_shown() {
    check!(
        Invq::new("t-1 t-2 -r cn-hangzhou --dry-run").run(),
        str![[r#"
exit 0
---- stdout
POST https://ecs.cn-hangzhou.aliyuncs.com/
Action=DescribeInvocations
Format=JSON
InvokeId=t-1
MaxResults=50
RegionId=cn-hangzhou
Version=2014-05-26

POST https://ecs.cn-hangzhou.aliyuncs.com/
Action=DescribeInvocations
Format=JSON
InvokeId=t-2
MaxResults=50
RegionId=cn-hangzhou
Version=2014-05-26

"#]]
    );
    check!(
        Invq::new("-s running -r cn-hangzhou --dry-run").run(),
        str![[r#"
exit 0
---- stdout
POST https://ecs.cn-hangzhou.aliyuncs.com/
Action=DescribeInvocations
Format=JSON
InvokeStatus=Running
MaxResults=50
RegionId=cn-hangzhou
Version=2014-05-26

POST https://ecs.cn-hangzhou.aliyuncs.com/
Action=DescribeInvocations
Format=JSON
InvokeStatus=Running
MaxResults=50
RegionId=cn-hangzhou
Timed=true
Version=2014-05-26

"#]]
    );
}

#[test]
fn what_is_repaired_is_said_here_too() {
    check!(
        Invq::new("i-1 --command-name deploy -r cn-hangzhou --dry-run").run(),
        str![[r#"
exit 0
---- stdout
POST https://ecs.cn-hangzhou.aliyuncs.com/
Action=DescribeInvocations
Format=JSON
InstanceId=i-1
MaxResults=50
RegionId=cn-hangzhou
Version=2014-05-26

POST https://ecs.cn-hangzhou.aliyuncs.com/
Action=DescribeInvocations
Format=JSON
InstanceId=i-1
MaxResults=50
RegionId=cn-hangzhou
Timed=true
Version=2014-05-26
---- stderr
note: the service ignores CommandName beside an instance; filtered here instead

"#]]
    );
}

/// It is how somebody finds out what will happen before there is an account.
#[test]
fn it_needs_no_identity_and_shows_none() {
    let run = Invq::new("-r cn-beijing --dry-run").run().quiet();
    assert!(
        run.stdout()
            .starts_with("POST https://ecs.cn-beijing.aliyuncs.com/\n"),
        "{run}"
    );
    let server = Server::with_key("LTAI5tPlantedKeyId:planted-secret:planted-token");
    let run = server
        .invq("--dry-run -vv")
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI5tPlantedKeyId")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "planted-secret")
        .env("ALIBABA_CLOUD_SECURITY_TOKEN", "planted-token")
        .run()
        .quiet()
        .hides("PlantedKeyId")
        .hides("planted-secret")
        .hides("planted-token")
        .hides("Signature");
    assert!(run.stdout().starts_with("POST http://127.0.0.1:"), "{run}");
    assert_eq!(server.requests().len(), 0);
}

/// A request as a dry run shows it, but for its first line.
fn lines(request: &Request) -> Vec<String> {
    let common = [
        "Action=DescribeInvocations",
        "Format=JSON",
        "Version=2014-05-26",
    ];
    let sent = request.parameters.iter();
    let sent = sent.map(|(name, value)| format!("{name}={value}"));
    let mut lines: Vec<String> = sent.chain(common.map(str::to_owned)).collect();
    lines.sort();
    lines
}

#[test]
fn what_it_shows_is_what_is_sent() {
    let words = "-s failed -t team=web --page-size 5";
    let server = Server::built_in();
    let shown = server.run(&format!("{words} --dry-run")).quiet();
    server.run(words).quiet();
    let mut sent: Vec<Vec<String>> = server.requests().iter().map(lines).collect();
    // Both are sent at once, and Timed is left out of the first.
    sent.sort_by_key(Vec::len);
    let shown = shown.stdout();
    let shown: Vec<Vec<&str>> = shown
        .split("\n\n")
        .map(|request| request.lines().skip(1).collect())
        .collect();
    assert_eq!(shown, sent);
}

#[test]
fn without_a_region_it_says_where_one_was_looked_for() {
    check!(
        Invq::new("--dry-run").run(),
        str![[r#"
exit 3
---- stderr
error: no region is given
  looked for it, in this order:
    `--region` and `INVQ_REGION`: neither is set
    `ALIBABA_CLOUD_REGION_ID`: not set
    `default_profile`: there is no profile file
hint: name one, such as `--region cn-hangzhou`

"#]]
    );
}

/// It needs no keys; a name that is mistyped would show what a query never asks.
#[test]
fn a_profile_that_is_named_must_be_there() {
    let file = "[profiles.prod]\nregion = 'cn-hangzhou'\naccess_key_id = 'half'\n";
    let of = |words: &str| Invq::new(&format!("--dry-run -r cn-beijing {words}"));
    of("-p prod").config(file).run().quiet();
    of("-p prdo")
        .config(file)
        .run()
        .exits(3)
        .says("did you mean `--profile prod`?");
    let none = of("").env("INVQ_PROFILE", "prod").run().exits(3);
    none.says("profile \"prod\" was asked for, and there is no profile file");
}

/// No server is started, so there is no port yet.
#[test]
fn what_would_be_sent_to_the_embedded_server() {
    let words = "--dry-run --sandbox t-1";
    let elsewhere = |words: &str| {
        Invq::new(words)
            .asking("https://ecs.example.com")
            .env("ALIBABA_CLOUD_REGION_ID", "cn-beijing")
            .env("INVQ_PROFILE", "prod")
            .run()
    };
    check!(
        elsewhere(words),
        str![[r#"
exit 0
---- stdout
POST http://127.0.0.1/
Action=DescribeInvocations
Format=JSON
InvokeId=t-1
MaxResults=50
RegionId=cn-hangzhou
Version=2014-05-26
---- stderr
note: the embedded server takes a free port of 127.0.0.1 when it starts

"#]]
    );
    let run = elsewhere(&format!("{words} -r cn-beijing")).exits(0);
    assert!(run.stdout().contains("RegionId=cn-beijing"), "{run}");
}
