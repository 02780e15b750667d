//! Nothing of an archive is lost: whichever step of writing fails, whoever writes at the same time, however full the disk is.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use invq::host::{Disk, DiskStep};

use crate::archive::{Archive, all_files, skip};
use crate::support::{Invq, Server, page, record};

/// A disk whose step `n` fails; with `for_ever` so do all after it, as for a process that ended there.
fn failing(n: usize, for_ever: bool) -> (Disk, Arc<AtomicUsize>) {
    let steps = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&steps);
    let disk = Disk::new(move |_| {
        let step = counted.fetch_add(1, Ordering::Relaxed);
        let fails = if for_ever { step >= n } else { step == n };
        if fails {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    });
    (disk, steps)
}

fn copy(from: &Path, to: &Path) {
    let mut files = Vec::new();
    all_files(from, &mut files);
    for file in files {
        let target = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&file, target).unwrap();
    }
}

/// What an archive holds, or nothing where there is none yet. It must be whole.
fn read(archive: &Archive) -> Vec<String> {
    let mut files = Vec::new();
    all_files(&archive.path(), &mut files);
    if files.is_empty() || archive.files().is_empty() && !archive.path().join("FORMAT").exists() {
        return Vec::new();
    }
    archive.ids()
}

#[test]
fn a_sync_that_ends_at_any_step_leaves_the_archive_whole() {
    let server = Server::saved(&page(
        &[
            &record("t-3", "2026-06-24T07:00:00Z"),
            &record("t-2", "2026-06-24T06:00:00Z"),
            &record("t-1", "2026-05-30T06:00:00Z"),
        ],
        None,
    ));
    let invq = || server.invq("--include-output");
    for for_ever in [true, false] {
        for n in 0.. {
            let archive = Archive::new();
            let (disk, steps) = failing(n, for_ever);
            let run = archive.sync(invq().disk(disk));
            if steps.load(Ordering::Relaxed) <= n {
                assert!(n > 10, "a sync takes more than {n} steps");
                run.exits(0);
                break;
            }
            assert_eq!(run.code, 6, "step {n}: {run}");
            let kept = read(&archive);
            assert!(kept.len() <= 3, "step {n}");
            // The next one keeps the rest, whatever was kept of this one.
            archive.sync(invq()).exits(0);
            assert_eq!(archive.ids().len(), 3, "step {n}");
        }
    }
}

/// An archive of one record in each of 65 files.
fn of_many_files() -> Archive {
    let archive = Archive::new();
    archive
        .sync(Server::records(5).invq("--include-output"))
        .quiet();
    let files = archive.files();
    for number in 0..66 {
        let file = files.last().unwrap();
        let other = file.replace("Z-", &format!("Z-{number:02}"));
        fs::copy(archive.path().join(file), archive.path().join(other)).unwrap();
    }
    archive
}

#[test]
fn a_merge_that_ends_at_any_step_loses_nothing() {
    let server = Server::records(5);
    let (many, mut merged) = (of_many_files(), false);
    let before = many.from("--json --include-output").exits(0).out;
    for n in 0.. {
        let archive = Archive::new();
        copy(&many.path(), &archive.path());
        let (disk, steps) = failing(n, n % 2 == 0);
        archive.sync(server.invq("--include-output").disk(disk));
        merged |= archive.files().len() < 66;
        let after = archive.from("--json --include-output").exits(0).out;
        assert!(after == before, "step {n}");
        if steps.load(Ordering::Relaxed) <= n {
            assert!(
                n > 66 && archive.files().len() < 5,
                "{n} {:?}",
                archive.files()
            );
            break;
        }
    }
    assert!(merged);
}

#[test]
fn syncs_may_run_at_once() {
    let server = Server::records(5);
    let archive = of_many_files();
    let before = archive.ids();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| archive.sync(server.invq("")).exits(0));
        }
    });
    assert_eq!(archive.ids(), before);
    let fresh = Archive::new();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| fresh.sync(server.invq("")).exits(0));
        }
    });
    assert_eq!(fresh.ids(), before);
}

#[test]
fn a_record_that_cannot_be_written_is_no_success_and_nothing_half_is_left() {
    let server = Server::built_in();
    let archive = Archive::new();
    let full = Disk::new(|step| match step {
        DiskStep::Write => Err(io::ErrorKind::StorageFull.into()),
        _ => Ok(()),
    });
    let run = archive.sync(server.invq("--no-notes").disk(full)).exits(6);
    run.says("no storage space");
    let mut files = Vec::new();
    all_files(&archive.path(), &mut files);
    assert!(files.is_empty(), "{files:?}");
    // The first month is kept, the second is not.
    let writes = Arc::new(AtomicUsize::new(0));
    let second = Disk::new(move |step| match step {
        DiskStep::Rename if writes.fetch_add(1, Ordering::Relaxed) >= 3 => {
            Err(io::ErrorKind::PermissionDenied.into())
        }
        _ => Ok(()),
    });
    let run = archive
        .sync(server.invq("--no-notes").disk(second))
        .exits(6);
    let run = run.says("not everything could be kept in runs: permission denied");
    assert!(run.stdout().starts_with("runs: 1 new"), "{run}");
    assert_eq!(archive.ids().len(), 1);
}

/// A file system of its own, taken away when it is dropped.
struct Mounted<'p>(&'p str);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_full_disk() {
    let archive = Archive::new();
    fs::create_dir(archive.path()).unwrap();
    let path = archive.path().display().to_string();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=24k", "tmpfs", &path])
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        skip("no tmpfs can be mounted here");
        return;
    }
    let mounted = Mounted(&path);
    let small = Server::records(20);
    archive.sync(small.invq("")).quiet();
    let large = Server::records(5000);
    archive
        .sync(large.invq("--no-notes"))
        .exits(6)
        .says("not everything could be kept");
    assert!(archive.ids().len() >= 20);
    drop(mounted);
}

#[cfg(unix)]
#[test]
fn a_directory_that_takes_no_files() {
    use std::os::unix::fs::PermissionsExt as _;
    let invq = Invq::new("");
    let file = invq.file("runs", "a file");
    let server = Server::records(2);
    let path = file.path("runs").display().to_string();
    server.invq("--into").arg(path).run().exits(6);
    // Root writes everywhere.
    let archive = Archive::new();
    fs::create_dir(archive.path()).unwrap();
    fs::set_permissions(archive.path(), fs::Permissions::from_mode(0o500)).unwrap();
    if fs::write(archive.path().join("x"), "").is_err() {
        archive.sync(server.invq("")).exits(6);
    }
}
