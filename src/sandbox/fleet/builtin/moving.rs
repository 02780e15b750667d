//! Three invocations that begin and end within seconds of the server's start, for waiting and watching.

use jiff::Timestamp;

use super::{on, prints, shell};
use crate::sandbox::fleet::later;
use crate::sandbox::record::{Instance, Invocation};

/// What moves, as far as it has come by now.
pub fn invocations(start: Timestamp, now: Timestamp) -> [Invocation; 3] {
    let passed = now.as_second().saturating_sub(start.as_second());
    [
        deploy(start, passed),
        migrate(start, passed),
        smoke(start, passed),
    ]
}

/// Pending until `begin` seconds after the start, then running, and ended at `end`.
fn run(
    instance: Instance,
    lead: i64,
    passed: i64,
    (begin, end): (i64, i64),
    exit: i64,
) -> Instance {
    if passed < begin {
        return instance;
    }
    let running = instance
        .running(begin + lead)
        .printing(prints("step 1 of 2\n"));
    if passed < end {
        return running;
    }
    running
        .ended(end + lead, exit)
        .printing(prints("step 1 of 2\nstep 2 of 2\n"))
}

/// Three instances, one after the other, all well after ten seconds.
fn deploy(start: Timestamp, passed: i64) -> Invocation {
    let script = "#!/bin/sh\nset -e\ndeployctl pull web:v2\ndeployctl switch web:v2\n";
    let created = later(start, -1);
    let mut record = shell(
        "t-hz04d7q6f3r8xa",
        "c-hz04d7q6e1w5tn",
        "deploy-web-v2",
        created,
        script,
    );
    record.tags = vec![("team", "web"), ("release", "v2")];
    let times = [(2, 5), (3, 7), (4, 10)];
    record.instances = (3..)
        .zip(times)
        .map(|(number, times)| run(on(number, &record), 1, passed, times, 0))
        .collect();
    record
}

/// One instance, which fails after twelve seconds.
fn migrate(start: Timestamp, passed: i64) -> Invocation {
    let script = "#!/bin/sh\nflyway -url=jdbc:mysql://orders/orders migrate\n";
    let created = later(start, -2);
    let mut record = shell(
        "t-hz04d7q5w9n2tc",
        "c-hz04d7q5v0b8ya",
        "migrate-orders-db",
        created,
        script,
    );
    record.tags = vec![("team", "data")];
    record.timeout = 600;
    record.instances = vec![run(on(20, &record), 2, passed, (3, 12), 1)];
    record
}

/// Four instances; three are well after some seconds, the last runs into the timeout after twenty.
fn smoke(start: Timestamp, passed: i64) -> Invocation {
    let script =
        "#!/bin/sh\nfor path in / /health /login; do curl -fsS \"http://localhost$path\"; done\n";
    let created = later(start, -3);
    let mut record = shell(
        "t-hz04d7q4j7m1sd",
        "c-hz04d7q4h2k6ue",
        "smoke-test-api",
        created,
        script,
    );
    record.timeout = 20;
    record.tags = vec![("team", "web")];
    record.instances = (3..)
        .zip([(1, 6), (1, 8), (1, 11)])
        .map(|(number, times)| run(on(number, &record), 3, passed, times, 0))
        .collect();
    let last = on(6, &record).running(3).printing(prints("GET /\n"));
    let timeout = record.timeout;
    record.instances.push(if passed < i64::from(timeout) {
        last
    } else {
        last.timed_out(timeout)
    });
    record
}
