//! New files: each is there whole or not at all, whatever happens meanwhile.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::NamedTempFile;

/// A step that changes what is on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskStep {
    /// A directory is made.
    CreateDirectory,
    /// A file is made, with a name for the time being.
    Create,
    /// Bytes are written.
    Write,
    /// What was written is to survive a loss of power.
    Sync,
    /// The file gets its name.
    Rename,
    /// The name is to survive a loss of power.
    SyncDirectory,
    /// A file is removed.
    Remove,
}

/// Changes what is on the disk, and asks before each step whether it may.
#[derive(Clone)]
pub struct Disk(Arc<dyn Fn(DiskStep) -> io::Result<()> + Send + Sync>);

impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Disk")
    }
}

impl Disk {
    /// A disk on which a step fails as `before` says.
    pub fn new(before: impl Fn(DiskStep) -> io::Result<()> + Send + Sync + 'static) -> Self {
        Self(Arc::new(before))
    }

    /// The machine's disk.
    pub fn system() -> Self {
        Self::new(|_| Ok(()))
    }

    /// Makes a directory that its owner alone can use, and those above it.
    ///
    /// # Errors
    ///
    /// When it is not there afterwards.
    pub fn create_directory(&self, path: &Path) -> io::Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        let above = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        self.create_directory(above)?;
        (self.0)(DiskStep::CreateDirectory)?;
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        match builder.create(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        self.sync_directory(above)
    }

    /// Begins a file. Who may read it besides its owner is for the umask to say, or nobody if it is `private`.
    ///
    /// # Errors
    ///
    /// When the directory takes no file.
    pub fn create(&self, directory: &Path, private: bool) -> io::Result<NewFile> {
        (self.0)(DiskStep::Create)?;
        let mut named = tempfile::Builder::new();
        named.prefix(".invq-").suffix(".tmp");
        #[cfg(unix)]
        if !private {
            named.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        }
        Ok(NewFile {
            disk: self.clone(),
            file: named.tempfile_in(directory)?,
            directory: directory.to_owned(),
        })
    }

    /// Removes a file; one that is gone already is no error.
    ///
    /// # Errors
    ///
    /// When it is still there.
    pub fn remove(&self, path: &Path) -> io::Result<()> {
        (self.0)(DiskStep::Remove)?;
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn sync_directory(&self, directory: &Path) -> io::Result<()> {
        (self.0)(DiskStep::SyncDirectory)?;
        // Elsewhere a directory cannot be opened.
        if cfg!(unix) {
            File::open(directory)?.sync_all()?;
        }
        Ok(())
    }
}

/// A file that is being written. It is removed unless it gets its name.
#[derive(Debug)]
pub struct NewFile {
    disk: Disk,
    file: NamedTempFile,
    directory: PathBuf,
}

impl NewFile {
    /// Gives it its name in its directory. A file that has the name is replaced if that is asked for, and else an error.
    ///
    /// # Errors
    ///
    /// When it has no such name afterwards.
    pub fn name(self, name: &str, overwrite: bool) -> io::Result<()> {
        (self.disk.0)(DiskStep::Rename)?;
        let path = self.directory.join(name);
        let named = if overwrite {
            self.file.persist(path)
        } else {
            self.file.persist_noclobber(path)
        };
        named.map(drop).map_err(|error| error.error)
    }

    /// Gives it its name when everything in it is on the disk, and sees to it that the name is, too.
    ///
    /// # Errors
    ///
    /// When one of that fails. Only the last of it may have been done in spite of it.
    pub fn keep(self, name: &str) -> io::Result<()> {
        (self.disk.0)(DiskStep::Sync)?;
        self.file.as_file().sync_all()?;
        let (disk, directory) = (self.disk.clone(), self.directory.clone());
        self.name(name, true)?;
        disk.sync_directory(&directory)
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (self.disk.0)(DiskStep::Write)?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
