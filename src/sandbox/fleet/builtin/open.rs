//! Invocations that have not ended and do not move: running, pending, stopping, and those that wait for their time.

use jiff::Timestamp;

use super::{on, prints, shell};
use crate::sandbox::fleet::later;
use crate::sandbox::output::Output;
use crate::sandbox::record::{Instance, Invocation, Mode};
use crate::sandbox::status::Status;

/// All of them.
pub fn invocations(start: Timestamp) -> [Invocation; 7] {
    [
        rotate(later(start, -2 * 60)),
        validate(later(start, -40)),
        drain(later(start, -4 * 60)),
        backup(later(start, -6 * 3_600)),
        probe(later(start, -6 * 3_600 - 300)),
        mount(later(start, -3 * 86_400)),
        sysctl(later(start, -2 * 86_400)),
    ]
}

/// Running: 3 of 12 done, 7 under way, 2 still pending.
fn rotate(created: Timestamp) -> Invocation {
    let script = "#!/bin/sh\nlogrotate -f /etc/logrotate.d/nginx\n";
    let mut record = shell(
        "t-hz04d7p2m8q0bk",
        "c-hz04d7p2k5x1vd",
        "rotate-logs-all-web",
        created,
        script,
    );
    record.tags = vec![("team", "web")];
    record.timeout = 3_600;
    record.instances = (3..15)
        .map(|number| match number {
            3..6 => on(number, &record)
                .running(1)
                .ended(20, 0)
                .printing(prints("rotated 14 files\n")),
            6..13 => on(number, &record)
                .running(2)
                .printing(prints("rotating /var/log/nginx/access.log\n")),
            _ => on(number, &record),
        })
        .collect();
    record
}

/// Pending on both instances.
fn validate(created: Timestamp) -> Invocation {
    let script = "#!/bin/sh\n/opt/checks/validate-host --full\n";
    let mut record = shell(
        "t-hz04d7p1a5c9ve",
        "c-hz04d7p1z3f7wh",
        "validate-new-hosts",
        created,
        script,
    );
    record.tags = vec![("team", "infra")];
    record.instances = vec![on(50, &record), on(51, &record)];
    record
}

/// Being stopped: one instance is over, the other does not end yet.
fn drain(created: Timestamp) -> Invocation {
    let script = "#!/bin/sh\ndrainctl drain --wait\n";
    let mut record = shell(
        "t-hz04d7nzt4h6yf",
        "c-hz04d7nzs1g9xj",
        "drain-node-7",
        created,
        script,
    );
    record.tags = vec![("team", "infra")];
    record.termination = "ProcessTree";
    record.timeout = 1_800;
    record.instances = vec![
        on(7, &record).running(1).stopping(200),
        on(8, &record).running(1).stopped(201),
    ];
    record
}

/// A task that waits for its first run.
fn backup(created: Timestamp) -> Invocation {
    let script = "#!/bin/sh\nbackup --all --to oss://backups\n";
    let mut record = shell(
        "t-hz04d79b3n8fud",
        "c-hz04d79b2m4etc",
        "nightly-backup",
        created,
        script,
    );
    (record.mode, record.frequency) = (Mode::Period, "0 0 2 * * ? Asia/Shanghai");
    record.timeout = 7_200;
    record.tags = vec![("team", "data")];
    record.instances = vec![on(20, &record).scheduled()];
    record
}

/// A task with a history: it ran every ten minutes since it was created.
fn probe(created: Timestamp) -> Invocation {
    let script = "#!/bin/sh\ncurl -fsS http://localhost/health\n";
    let mut record = shell(
        "t-hz04d798w1r5zg",
        "c-hz04d798v7q2yb",
        "probe-health",
        created,
        script,
    );
    (record.mode, record.frequency) = (Mode::Period, "rate(10m)");
    record.tags = vec![("team", "web")];
    let run = |host, number| probed(on(host, &record), host, number, record.timeout);
    record.instances = (3..5)
        .filter_map(|host| Instance::repeated((1..=36).map(|number| run(host, number)).collect()))
        .collect();
    record
}

/// One run of the task above, ten minutes after the one before it. A few went wrong.
fn probed(instance: Instance, host: u64, number: i64, timeout: u32) -> Instance {
    let begun = number * 600;
    let failed = "curl: (22) The requested URL returned error: 503\n";
    match (host, number) {
        (3, 20 | 21) => instance
            .running(begun)
            .ended(begun + 1, 22)
            .printing(prints(failed)),
        (4, 20) => instance
            .running(begun)
            .timed_out(timeout)
            .printing(prints("curl: waiting for localhost\n")),
        (4, 9) => instance.broken(begun + 60, Status::Aborted, "ClientNotRunning"),
        (4, 33) => {
            let label = "probe".to_owned();
            let length = 26 * 1024;
            instance
                .running(begun)
                .ended(begun + 2, 0)
                .printing(Output::Lines { label, length })
        }
        _ => instance
            .running(begun)
            .ended(begun + 1, 0)
            .printing(prints("ok\n")),
    }
}

/// Runs at every start of the instances; both have started twice since.
fn mount(created: Timestamp) -> Invocation {
    let script = "#!/bin/sh\nmount /dev/vdb1 /data\n";
    let mut record = shell(
        "t-hz04d6p8c2x7mh",
        "c-hz04d6p8b9w3lk",
        "mount-data-disk",
        created,
        script,
    );
    record.mode = Mode::EveryReboot;
    record.tags = vec![("team", "data")];
    let run = |host, begun, ended| on(host, &record).running(begun).ended(ended, 0);
    let runs = [
        vec![run(20, 3_600, 3_601), run(20, 86_400, 86_402)],
        vec![run(21, 3_630, 3_632), run(21, 86_460, 86_461)],
    ];
    record.instances = runs.into_iter().filter_map(Instance::repeated).collect();
    record
}

/// Waits for the next start of the instance.
fn sysctl(created: Timestamp) -> Invocation {
    let script = "#!/bin/sh\nsysctl --system\n";
    let mut record = shell(
        "t-hz04d6v3k9d1pn",
        "c-hz04d6v3j5c8qm",
        "apply-kernel-params",
        created,
        script,
    );
    record.mode = Mode::NextRebootOnly;
    record.tags = vec![("team", "infra"), ("window", "q2")];
    record.instances = vec![on(9, &record).scheduled()];
    record
}
