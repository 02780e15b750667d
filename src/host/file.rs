//! Reads small files that others wrote: settings and credentials.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

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

fn check(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if !metadata.is_file() {
        let problem = "it is not a regular file";
        return Err(io::Error::new(ErrorKind::InvalidInput, problem));
    }
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
