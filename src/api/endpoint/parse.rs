//! Reads an endpoint that a person wrote.

use std::fmt;

use url::{Host, ParseError, Url};

use super::EndpointError;

/// Scheme, host and port. `Display` gives the URL: `https://host/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    is_https: bool,
    host: String,
    is_loopback: bool,
}

impl Endpoint {
    /// Reads `https://host`, `host`, `host:port`, `http://127.0.0.1:1234` or `[::1]`. The default is https, also for
    /// loopback; plain http is for loopback only and has to be written out.
    ///
    /// # Errors
    ///
    /// An [`EndpointError`] that names the wrong part.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let (is_https, rest) = split_scheme(text)?;
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        refuse_extras(authority)?;
        let (host, is_loopback) = read_authority(is_https, authority)?;
        if !is_https && !is_loopback {
            let host = without_port(&host).to_owned();
            return Err(EndpointError::PlainHttp { host });
        }
        Ok(Self {
            is_https,
            host,
            is_loopback,
        })
    }

    /// The address of the metadata service. It uses plain `http` and is link-local: requests to it leave the host as
    /// little as those to loopback do, and no proxy knows it.
    ///
    /// # Errors
    ///
    /// An [`EndpointError`] that names the wrong part.
    pub fn of_metadata(text: &str) -> Result<Self, EndpointError> {
        let (is_https, authority) = split_scheme(text)?;
        refuse_extras(authority)?;
        Ok(Self {
            is_https,
            host: authority.to_owned(),
            is_loopback: true,
        })
    }

    /// Whether connections are encrypted.
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// Whether it is this machine.
    pub fn is_loopback(&self) -> bool {
        self.is_loopback
    }

    /// The Host header: the host, and the port unless it is the scheme's own. HTTP clients leave that one out of the
    /// header, which is part of what is signed.
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}/", scheme(self.is_https), self.host)
    }
}

fn scheme(is_https: bool) -> &'static str {
    if is_https { "https" } else { "http" }
}

/// Whether the scheme is https, and the text after it.
fn split_scheme(text: &str) -> Result<(bool, &str), EndpointError> {
    // By RFC 3986 (section 3.1). Anything else before `://` is a user and the beginning of a password.
    let is_scheme = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    let split = text.split_once("://");
    let Some((scheme, rest)) = split.filter(|(scheme, _)| is_scheme(scheme)) else {
        return Ok((true, text));
    };
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Ok((true, rest)),
        "http" => Ok((false, rest)),
        _ => Err(EndpointError::Scheme {
            scheme: scheme.to_owned(),
        }),
    }
}

fn refuse_extras(authority: &str) -> Result<(), EndpointError> {
    // The user comes first: a password may hold any of the other characters.
    let extras = [
        ('@', "a user name"),
        ('?', "a query"),
        ('#', "a fragment"),
        ('/', "a path"),
    ];
    match extras.iter().find(|(sign, _)| authority.contains(*sign)) {
        Some((_, part)) => Err(EndpointError::Extra { part }),
        None => Ok(()),
    }
}

/// The Host header for a host with or without a port, and whether it is loopback.
fn read_authority(is_https: bool, authority: &str) -> Result<(String, bool), EndpointError> {
    let name = without_port(authority).to_ascii_lowercase();
    let port = authority.get(name.len() + 1..);
    let bad_port = || EndpointError::Port {
        port: port.unwrap_or_default().to_owned(),
    };
    let bad_host = || EndpointError::Host { host: name.clone() };
    let url = Url::parse(&format!("{}://{authority}/", scheme(is_https)));
    let url = url.map_err(|error| match error {
        ParseError::InvalidPort => bad_port(),
        _ => bad_host(),
    })?;
    // The library leaves an empty port out, and passes over tabs.
    let is_number = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    if !port.is_none_or(is_number) || url.port() == Some(0) {
        return Err(bad_port());
    }
    let is_loopback = match url.host() {
        Some(Host::Ipv6(address)) => address.is_loopback(),
        // The library rewrites other notations, such as `0x7f.1`; they are more often mistakes than addresses.
        Some(Host::Ipv4(address)) if address.to_string() == name => address.is_loopback(),
        Some(Host::Domain(domain)) if domain == name && is_name(domain) => domain == "localhost",
        _ => return Err(bad_host()),
    };
    let host = url.authority().to_owned();
    Ok((host, is_loopback))
}

/// An authority without its port. The last colon of `[::1]` belongs to the address.
fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => authority,
    }
}

fn is_name(name: &str) -> bool {
    let is_in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    name.split('.')
        .all(|label| !label.is_empty() && label.bytes().all(is_in_name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        Endpoint::parse(text).map_or_else(|error| error.to_string(), |it| it.to_string())
    }

    #[test]
    fn the_usual_spellings_are_read() {
        for (text, url) in [
            (
                "ecs.cn-hangzhou.aliyuncs.com",
                "https://ecs.cn-hangzhou.aliyuncs.com/",
            ),
            ("HTTPS://ECS.aliyuncs.com/", "https://ecs.aliyuncs.com/"),
            ("ecs.example:8443", "https://ecs.example:8443/"),
            ("ecs.example:443", "https://ecs.example/"),
            ("http://127.0.0.1:1234", "http://127.0.0.1:1234/"),
            ("http://127.8.9.1:80", "http://127.8.9.1/"),
            ("http://localhost:1", "http://localhost:1/"),
            ("[::1]", "https://[::1]/"),
            ("http://[0:0::1]:7", "http://[::1]:7/"),
            ("127.0.0.1:1234", "https://127.0.0.1:1234/"),
        ] {
            assert_eq!(shown(text), url, "{text}");
        }
    }

    #[test]
    fn anything_but_host_and_port_is_refused() {
        for text in [
            "https://user:hunter2@ecs.example",
            "user:hunter2@ecs.example",
            // Found by fuzzing: the password was told as a scheme.
            "user:hunter2://@ecs.example",
            "://hunter2@ecs.example",
            "ecs.example/path",
            "ecs.example?a=b",
            "ecs.example#a",
        ] {
            let error = Endpoint::parse(text).unwrap_err();
            assert!(
                matches!(error, EndpointError::Extra { .. }),
                "{text}: {error}"
            );
            assert!(!error.to_string().contains("hunter2"));
        }
        for text in [
            "",
            "https://",
            "a b",
            "a..b",
            "[::g]",
            "0x7f.1",
            "999.1.1.1",
            "::1",
        ] {
            let error = Endpoint::parse(text).unwrap_err();
            assert!(
                matches!(
                    error,
                    EndpointError::Host { .. } | EndpointError::Port { .. }
                ),
                "{text}: {error}"
            );
        }
        for text in ["a:0", "a:65536", "a:x", "a:+1", "a:"] {
            let error = Endpoint::parse(text).unwrap_err();
            assert!(matches!(error, EndpointError::Port { .. }), "{text}");
        }
        assert!(matches!(
            Endpoint::parse("ftp://a"),
            Err(EndpointError::Scheme { .. })
        ));
    }

    #[test]
    fn plain_http_goes_to_loopback_only() {
        for text in [
            "http://ecs.aliyuncs.com",
            "http://10.0.0.1",
            "http://127.0.0.1.example",
            "http://localhost.example",
            "http://[::2]",
        ] {
            assert!(
                matches!(Endpoint::parse(text), Err(EndpointError::PlainHttp { .. })),
                "{text}"
            );
        }
        assert!(Endpoint::parse("http://[::1]:1").unwrap().is_loopback());
        assert!(!Endpoint::parse("ecs.example").unwrap().is_loopback());
    }

    proptest! {
        #[test]
        fn what_is_read_is_shown_so_that_it_reads_the_same(text in "(https?://)?[a-z0-9.:\\[\\]/@-]{0,20}") {
            if let Ok(endpoint) = Endpoint::parse(&text) {
                prop_assert_eq!(Endpoint::parse(&endpoint.to_string()), Ok(endpoint.clone()));
                prop_assert!(endpoint.is_https() || endpoint.is_loopback());
            }
        }

        #[test]
        fn no_refusal_tells_a_password(scheme in "(https?://)?", password in "[a-z0-9.:\\[\\]/@?#-]{0,9}hunter2[a-z0-9.:\\[\\]/@?#-]{0,9}") {
            let error = Endpoint::parse(&format!("{scheme}user:{password}@ecs.example")).unwrap_err();
            prop_assert!(!format!("{error} {error:?}").contains("hunter2"), "{}", error);
        }
    }
}
