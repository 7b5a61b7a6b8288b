//! Decides where a redirect leads, and whether that is the same host.

use avro_resolve::foreign::foreign;
use ureq::http::Uri;

use crate::address::port_of;

/// Whether a status is a redirect that names another URL to get.
pub(crate) fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// The URL that a redirect leads to, from the URL that was asked; `None` if it is none.
pub(crate) fn target(asked: &str, location: &str) -> Option<String> {
    let location = location.split('#').next().unwrap_or_default();
    let base: Uri = asked.parse().ok()?;
    let origin = format!("{}://{}", base.scheme_str()?, base.authority()?);
    let is_absolute = location.split(['/', '?']).next().is_some_and(|start| start.contains(':'));
    let target = if is_absolute {
        location.to_owned()
    } else if location.starts_with("//") {
        format!("{}:{location}", base.scheme_str()?)
    } else if location.starts_with('/') {
        format!("{origin}{location}")
    } else {
        let directory = base.path().rsplit_once('/').map_or("", |(directory, _)| directory);
        format!("{origin}{directory}/{location}")
    };
    target.parse::<Uri>().ok().filter(|uri| uri.scheme().is_some() && uri.authority().is_some()).map(|_| target)
}

/// Whether two URLs have the same scheme, host and port. A URL with user information is that of nobody.
pub(crate) fn is_within(target: &str, asked: &str) -> bool {
    match (origin(target), origin(asked)) {
        (Some(target), Some(asked)) => target == asked,
        _ => false,
    }
}

fn origin(url: &str) -> Option<(String, String, u16)> {
    let uri: Uri = url.parse().ok()?;
    let (scheme, authority) = (uri.scheme_str()?.to_ascii_lowercase(), uri.authority()?);
    if authority.as_str().contains('@') {
        return None;
    }
    let port = port_of(authority, scheme == "https")?;
    Some((scheme, authority.host().to_ascii_lowercase(), port))
}

/// A URL for a message: without user information and query, either of which may be a secret.
pub(crate) fn shown(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let shown = match url.split_once("://") {
        Some((scheme, rest)) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            format!("{scheme}://{}{path}", authority.rsplit('@').next().unwrap_or_default())
        }
        None => url.to_owned(),
    };
    foreign(&shown).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_is_resolved_against_what_was_asked() {
        let asked = "http://registry:8081/api/subjects?x=1";
        for (location, resolved, is_same_host) in [
            ("/other?y=2#z", "http://registry:8081/other?y=2", true),
            ("subjects/", "http://registry:8081/api/subjects/", true),
            ("http://REGISTRY:8081/a", "http://REGISTRY:8081/a", true),
            ("//registry:8081/a", "http://registry:8081/a", true),
            ("http://registry/a", "http://registry/a", false),
            ("https://registry:8081/a", "https://registry:8081/a", false),
            ("http://registry:99999/a", "http://registry:99999/a", false),
            ("//evil/a", "http://evil/a", false),
            ("http://registry:8081@evil/a", "http://registry:8081@evil/a", false),
            ("http://evil@registry:8081/a", "http://evil@registry:8081/a", false),
        ] {
            assert_eq!(target(asked, location).as_deref(), Some(resolved));
            assert_eq!(is_within(resolved, asked), is_same_host, "{location}");
        }
        assert_eq!(target(asked, "mailto:me"), None);
        assert_eq!(target(asked, "http://"), None);
    }

    proptest::proptest! {
        /// What would be sent there is decided by the client's own reading of the URL.
        #[test]
        fn no_location_within_the_host_has_another_authority(location in "(https?:)?[/\\\\@:.a-e0-9?#%]{0,24}") {
            let asked = "http://a.b:80/c/d";
            if let Some(target) = target(asked, &location)
                && is_within(&target, asked)
            {
                let uri: Uri = target.parse().expect("it was parsed before");
                proptest::prop_assert_eq!((uri.scheme_str(), uri.host(), uri.port_u16().unwrap_or(80)), (Some("http"), Some("a.b"), 80));
                proptest::prop_assert!(!target.split('/').nth(2).unwrap_or_default().contains('@'));
            }
        }
    }

    #[test]
    fn a_shown_url_has_no_secret() {
        assert_eq!(shown("https://a:b@c@evil:1/login?token=x"), "https://evil:1/login");
        assert_eq!(shown("/a\u{1b}[2J"), r"/a\u{1b}[2J");
    }
}
