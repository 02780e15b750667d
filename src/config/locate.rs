//! Where the profile file is.

use std::path::{Path, PathBuf};

use crate::host::Host;

const VARIABLE: &str = "INVQ_CONFIG";

/// Where the profile file would be, whether or not there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The path.
    pub path: PathBuf,
    /// The flag or variable that names it; nothing for the default place.
    pub named_by: Option<&'static str>,
}

/// The place of the profile file: `--config`, `INVQ_CONFIG`, `$XDG_CONFIG_HOME/invq`, else `~/.config/invq` (on
/// Windows `%APPDATA%\invq`). Nothing when not even a home directory is known.
pub fn locate(host: &Host, flag: Option<&Path>) -> Option<Located> {
    let at = |path, named_by| Some(Located { path, named_by });
    if let Some(path) = flag {
        return at(path.to_owned(), Some("--config"));
    }
    if let Some(path) = host.var(VARIABLE) {
        return at(path.into(), Some(VARIABLE));
    }
    let path = config_home(host)?.join("invq").join("config.toml");
    at(path, None)
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

/// A path as messages show it, with `~` for the home directory.
pub fn shown(host: &Host, path: &Path) -> String {
    let home = host.home.as_deref().filter(|home| home.is_absolute());
    match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) if cfg!(unix) => format!("~/{}", rest.display()),
        _ => path.display().to_string(),
    }
}

/// A path in which `~/` at the beginning is the home directory.
pub fn at_home(host: &Host, path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), &host.home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => path.into(),
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
