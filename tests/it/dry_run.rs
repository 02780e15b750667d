//! `--dry-run`: what would be sent, and nothing is sent.

use invq::sandbox::Request;

use crate::support::{Invq, Server, sheet};

#[test]
fn every_parameter_stands_on_a_line_of_its_own_unencoded_and_sorted() {
    let run = Invq::new("c-1 i-1 -s failed --timed --command-type bat --include-output --plain-text --next-token AAAA")
        .arg("--dry-run")
        .arg("-r=cn-hangzhou")
        .arg("-tteam=部署 & more")
        .arg("-tempty=")
        .arg("-tkey")
        .run();
    sheet("dry-run/parameters", [("every parameter", run)]);
}

/// Each ID is a request, each list is two, in each region; what is repaired is said as for a query.
#[test]
fn every_request_is_shown() {
    let asked = [
        "t-1 t-2 -r cn-hangzhou",
        "-s running -r cn-hangzhou",
        "-s failed -r cn-hangzhou,us-west-1",
        "-s failed --all-regions",
        "i-1 --command-name deploy -r cn-hangzhou",
        "t-hz04d798w1r5zg --history --plain-text -r cn-hangzhou",
    ];
    let shown = asked.map(|words| (words, Invq::new(&format!("{words} --dry-run")).run()));
    sheet("dry-run/requests", shown);
}

/// It is how somebody finds out what will happen before there is an account.
#[test]
fn it_needs_no_identity_and_shows_none() {
    let run = Invq::new("-r cn-beijing --dry-run").run().quiet();
    let begin = "POST https://ecs.cn-beijing.aliyuncs.com/\n";
    assert!(run.stdout().starts_with(begin), "{run}");
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
    let shown = shown
        .split("\n\n")
        .map(|request| request.lines().skip(1).collect());
    assert_eq!(shown.collect::<Vec<Vec<&str>>>(), sent);
}

#[test]
fn without_a_region_it_says_where_one_was_looked_for() {
    let run = Invq::new("--dry-run").run();
    sheet("dry-run/no-region", [("--dry-run", run)]);
}

/// It needs no keys; a name that is mistyped would show what a query never asks.
#[test]
fn a_profile_that_is_named_must_be_there() {
    let file = "[profiles.prod]\nregion = 'cn-hangzhou'\naccess_key_id = 'half'\n";
    let of = |words: &str| Invq::new(&format!("--dry-run -r cn-beijing {words}"));
    of("-p prod").config(file).run().quiet();
    let slip = of("-p prdo").config(file).run().exits(3);
    slip.says("did you mean `--profile prod`?");
    let none = of("").env("INVQ_PROFILE", "prod").run().exits(3);
    none.says("profile \"prod\" was asked for, and there is no profile file");
}

/// No server is started, so there is no port yet.
#[test]
fn what_would_be_sent_to_the_embedded_server() {
    let elsewhere = |words: &'static str| {
        let invq = Invq::new(words).asking("https://ecs.example.com");
        let invq = invq.env("ALIBABA_CLOUD_REGION_ID", "cn-beijing");
        (words, invq.env("INVQ_PROFILE", "prod").run())
    };
    let asked = [
        "--dry-run --sandbox t-1",
        "--dry-run --sandbox t-1 -r cn-beijing",
    ];
    sheet("dry-run/sandbox", asked.map(elsewhere));
}
