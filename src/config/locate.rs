//! Where the profile file lies.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::host::Host;

/// Who said where the profile file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `--config`
    Flag,
    /// `INVQ_CONFIG`
    Variable,
    /// Nobody: it is the usual place.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "`--config`",
            Self::Variable => "`INVQ_CONFIG`",
            Self::Default => "the usual place",
        })
    }
}

/// Where the profile file would be, whether or not there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The path.
    pub path: PathBuf,
    /// Who said so.
    pub origin: Origin,
}

/// The place of the profile file: `--config`, `INVQ_CONFIG`, `$XDG_CONFIG_HOME/invq`, else `~/.config/invq` (on
/// Windows `%APPDATA%\invq`). Nothing when not even a home directory is known.
#[must_use]
pub fn locate(host: &Host, flag: Option<&Path>) -> Option<Located> {
    let at = |path, origin| Some(Located { path, origin });
    if let Some(path) = flag {
        return at(path.to_owned(), Origin::Flag);
    }
    if let Some(path) = host.var("INVQ_CONFIG") {
        return at(path.into(), Origin::Variable);
    }
    let path = config_home(host)?.join("invq").join("config.toml");
    at(path, Origin::Default)
}

fn config_home(host: &Host) -> Option<PathBuf> {
    let xdg = host.var("XDG_CONFIG_HOME").map(PathBuf::from);
    // The XDG specification has relative paths ignored.
    xdg.filter(|path| path.is_absolute())
        .or_else(|| system_config_home(host))
}

#[cfg(windows)]
fn system_config_home(host: &Host) -> Option<PathBuf> {
    let roaming = host.var("APPDATA").map(PathBuf::from);
    roaming.or_else(|| Some(host.home.as_ref()?.join("AppData").join("Roaming")))
}

#[cfg(not(windows))]
fn system_config_home(host: &Host) -> Option<PathBuf> {
    Some(host.home.as_ref()?.join(".config"))
}

/// A path as messages name it in passing: with `~` for the home directory.
#[must_use]
pub fn shown(host: &Host, path: &Path) -> String {
    let home = host.home.as_deref().filter(|home| home.is_absolute());
    match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) if cfg!(unix) => format!("~/{}", rest.display()),
        _ => path.display().to_string(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::config::testing::host;

    fn path(env: &[(&str, &str)], home: Option<&str>, flag: Option<&str>) -> Option<String> {
        let host = host(env, home.map(Path::new));
        let located = locate(&host, flag.map(Path::new))?;
        Some(located.path.display().to_string())
    }

    #[test]
    fn the_flag_comes_first_and_the_home_directory_last() {
        let env = [("INVQ_CONFIG", "/v.toml"), ("XDG_CONFIG_HOME", "/xdg")];
        let home = Some("/home/u");
        let expect = |found: Option<String>, path: &str| assert_eq!(found.as_deref(), Some(path));
        expect(path(&env, home, Some("f.toml")), "f.toml");
        expect(path(&env, home, None), "/v.toml");
        expect(path(&[env[1]], home, None), "/xdg/invq/config.toml");
        let usual = "/home/u/.config/invq/config.toml";
        expect(path(&[], home, None), usual);
        expect(path(&[("XDG_CONFIG_HOME", "relative")], home, None), usual);
        expect(path(&[("INVQ_CONFIG", "")], home, None), usual);
        assert_eq!(path(&[], None, None), None);
    }

    #[test]
    fn the_home_directory_is_shown_as_a_tilde() {
        let host = host(&[], Some(Path::new("/home/u")));
        assert_eq!(shown(&host, Path::new("/home/u/a/b")), "~/a/b");
        assert_eq!(shown(&host, Path::new("/home/ulf")), "/home/ulf");
    }
}
