//! Reads small files that others wrote, settings and credentials, and writes files whole or not at all.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use zeroize::Zeroizing;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// Reads a regular file of at most 1 MiB. A pipe may never be written to, and a device may never end.
///
/// # Errors
///
/// When it is no such file, or the system does not let us read it.
pub fn read(path: &Path) -> io::Result<(Zeroizing<Vec<u8>>, Metadata)> {
    // Before it is opened, since opening a device may do something; and after, since it may have been replaced.
    check(&std::fs::metadata(path)?)?;
    let file = open(path)?;
    let metadata = file.metadata()?;
    check(&metadata)?;
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    // It may have grown meanwhile.
    if bytes.len() as u64 > LARGEST {
        return Err(too_large());
    }
    Ok((bytes, metadata))
}

fn check_kind(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if !metadata.is_file() {
        let problem = "it is not a regular file";
        return Err(io::Error::new(ErrorKind::InvalidInput, problem));
    }
    Ok(())
}

fn check(metadata: &Metadata) -> io::Result<()> {
    check_kind(metadata)?;
    if metadata.len() > LARGEST {
        return Err(too_large());
    }
    Ok(())
}

fn too_large() -> io::Error {
    io::Error::new(ErrorKind::FileTooLarge, "it is larger than 1 MiB")
}

/// Opens a file without waiting, as opening a pipe would until somebody writes to it.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(libc::O_NONBLOCK);
    }
    options.read(true).open(path)
}

/// Writes a file whole or not at all: it gets its name when everything is in it. One that is there is replaced, if at all, in
/// one step.
///
/// # Errors
///
/// When the system does not let us write it; `AlreadyExists` where it is there and must not be replaced.
pub fn write(path: &Path, bytes: &[u8], overwrite: bool) -> io::Result<()> {
    let mut file = temporary(directory(path))?;
    file.write_all(bytes)?;
    let named = if overwrite {
        file.persist(path)
    } else {
        file.persist_noclobber(path)
    };
    named.map(drop).map_err(|error| error.error)
}

/// The place that a file will be written to, links followed, once it is sure that it can be: its directory takes files, and
/// nothing but a file will be replaced.
///
/// # Errors
///
/// When it cannot.
pub fn writable(path: &Path) -> io::Result<PathBuf> {
    let whole = match std::fs::canonicalize(path) {
        Ok(there) => {
            check_kind(&std::fs::metadata(&there)?)?;
            there
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let name = path.file_name().ok_or(ErrorKind::InvalidFilename)?;
            std::fs::canonicalize(directory(path))?.join(name)
        }
        Err(error) => return Err(error),
    };
    temporary(directory(&whole))?;
    Ok(whole)
}

fn directory(path: &Path) -> &Path {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or_else(|| Path::new("."))
}

/// A file that is removed unless it gets another name.
fn temporary(directory: &Path) -> io::Result<NamedTempFile> {
    let mut named = tempfile::Builder::new();
    named.prefix(".invq-").suffix(".tmp");
    // Who may read it is for the umask to say, as with any other file.
    #[cfg(unix)]
    named.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    named.tempfile_in(directory)
}
