//! Other ways to run: in a container, on Windows, with a launcher; and outputs that must be handled with care.

use jiff::Timestamp;

use super::{on, prints, shell};
use crate::sandbox::fleet::later;
use crate::sandbox::output::Output;
use crate::sandbox::record::Invocation;

/// All of them.
pub fn invocations(start: Timestamp) -> [Invocation; 5] {
    [
        vacuum(later(start, -35 * 60)),
        hotfixes(later(start, -4 * 3_600)),
        dns(later(start, -4 * 3_600 - 120)),
        inventory(later(start, -8 * 3_600)),
        colours(later(start, -50 * 60)),
    ]
}

/// In a container.
fn vacuum(created: Timestamp) -> Invocation {
    let script = "#!/bin/sh\nvacuumdb --all --analyze\n";
    let mut record = shell(
        "t-hz04d7me8z2k5u",
        "c-hz04d7me7y6j9t",
        "pg-vacuum",
        created,
        script,
    );
    record.container_id = "ab141ddfbacfe02d9dbc25966ed971536124527097398d419a6746873fea7c11";
    record.container_name = "postgres-main";
    record.user = "postgres";
    record.dir = "/var/lib/postgresql";
    record.timeout = 600;
    record.tags = vec![("team", "data")];
    let text =
        "vacuumdb: vacuuming database \"orders\"\nvacuumdb: vacuuming database \"postgres\"\n";
    record.instances = vec![
        on(20, &record)
            .running(1)
            .ended(96, 0)
            .printing(prints(text)),
    ];
    record
}

fn windows(mut record: Invocation, kind: &'static str) -> Invocation {
    record.kind = kind;
    (record.dir, record.user) = ("C:\\Windows\\system32", "System");
    record
}

/// PowerShell. The second host prints GBK, which is not UTF-8.
fn hotfixes(created: Timestamp) -> Invocation {
    let script = "Get-HotFix | Sort-Object InstalledOn | Format-Table HotFixID, InstalledOn\r\n";
    let record = shell(
        "t-hz04d7fs6c3l1v",
        "c-hz04d7fs5b8k6u",
        "installed-hotfixes",
        created,
        script,
    );
    let mut record = windows(record, "RunPowerShellScript");
    record.tags = vec![("team", "infra"), ("window", "q2")];
    let text =
        "HotFixID  InstalledOn\r\n--------  -----------\r\nKB5039217 6/11/2026 12:00:00 AM\r\n";
    let gbk = b"\xd0\xde\xb2\xb9\xb3\xcc\xd0\xf2  \xb0\xb2\xd7\xb0\xc8\xd5\xc6\xda\r\nKB5039217 2026/6/11\r\n";
    record.instances = vec![
        on(30, &record)
            .running(1)
            .ended(4, 0)
            .printing(prints(text)),
        on(31, &record)
            .running(1)
            .ended(5, 0)
            .printing(Output::Bytes(gbk.as_slice().into())),
    ];
    record
}

/// Bat. The second host ends with one of the large exit codes of Windows.
fn dns(created: Timestamp) -> Invocation {
    let record = shell(
        "t-hz04d7fq2h7d9w",
        "c-hz04d7fq1g3c5v",
        "flush-dns",
        created,
        "@echo off\r\nipconfig /flushdns\r\n",
    );
    let mut record = windows(record, "RunBatScript");
    record.tags = vec![("team", "infra")];
    let text = "Successfully flushed the DNS Resolver Cache.\r\n";
    record.instances = vec![
        on(30, &record)
            .running(1)
            .ended(2, 0)
            .printing(prints(text)),
        on(31, &record).running(1).ended(2, 3_221_225_786),
    ];
    record
}

/// With a launcher and parameters, as another user.
fn inventory(created: Timestamp) -> Invocation {
    let script =
        "import json, sys\nprint(json.dumps({\"site\": \"{{site}}\", \"limit\": {{limit}}}))\n";
    let mut record = shell(
        "t-hz04d71n9j4b2y",
        "c-hz04d71n8i9a6x",
        "inventory-report",
        created,
        script,
    );
    record.description = "Prints the inventory of a site as JSON";
    record.launcher = "python3 -u {{ACS::ScriptFileName|Ext(\".py\")}}";
    record.parameters = r#"{"site":"hz-3","limit":"20"}"#;
    (record.dir, record.user) = ("/home/app", "app");
    record.termination = "ProcessTree";
    record.tags = vec![("team", "infra"), ("site", "hz-3")];
    let text = "{\"site\": \"hz-3\", \"limit\": 20}\n";
    record.instances = vec![
        on(28, &record)
            .running(1)
            .ended(2, 0)
            .printing(prints(text)),
    ];
    record
}

/// Prints colours, and then what a terminal must never be given: a window title, a cleared screen, reversed text.
fn colours(created: Timestamp) -> Invocation {
    let script = "#!/bin/sh\n/opt/checks/report --color=always\n";
    let mut record = shell(
        "t-hz04d7m9q1y6nx",
        "c-hz04d7m9p6x2mw",
        "colour-report",
        created,
        script,
    );
    record.tags = vec![("team", "web")];
    let coloured = "\u{1b}[32mok\u{1b}[0m   nginx\n\u{1b}[31mdown\u{1b}[0m redis\n";
    let nasty = "\u{1b}]0;owned\u{7}title set\n\u{1b}[2J\u{1b}[Hcleared\nuser\u{202e}nimda\u{202c} logged in\nhidden\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}shown\r\n";
    record.instances = vec![
        on(3, &record)
            .running(1)
            .ended(3, 0)
            .printing(prints(coloured)),
        on(4, &record)
            .running(1)
            .ended(3, 2)
            .printing(prints(nasty)),
    ];
    record
}
