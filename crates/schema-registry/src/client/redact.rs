//! Replaces known secrets in what a server says, and shortens and escapes it for messages.

use std::sync::{Arc, PoisonError, RwLock};

use avro_resolve::foreign::{foreign, units};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::credentials::{Authorization, Credentials, OAuth};
use crate::limits;
use crate::settings::Settings;

/// A secret with fewer bytes may be a part of any word, and what is missing in a word tells it.
const SHORT: usize = 6;

/// The secrets that were used. A server may repeat one in a message.
#[derive(Clone, Default)]
pub(crate) struct Redactor(Arc<RwLock<Vec<String>>>);

impl Redactor {
    /// Knows the secrets of some settings.
    pub(crate) fn new(settings: &Settings) -> Redactor {
        let redactor = Redactor::default();
        if let Some(proxy) = &settings.proxy {
            redactor.know(proxy.url.expose());
        }
        let Some(Credentials { authorization, headers, .. }) = &settings.credentials else { return redactor };
        headers.iter().for_each(|(_, value)| redactor.know(value.expose()));
        match authorization {
            Some(Authorization::Basic(pair)) => {
                redactor.know(pair.expose());
                redactor.know(&STANDARD.encode(pair.expose()));
                if let Some((_, password)) = pair.expose().split_once(':') {
                    redactor.know(password);
                }
            }
            Some(Authorization::Bearer(token)) => redactor.know(token.expose()),
            Some(Authorization::OAuth(OAuth { client_id, client_secret, .. })) => {
                redactor.know(client_secret.expose());
                redactor.know(&STANDARD.encode(format!("{client_id}:{}", client_secret.expose())));
            }
            Some(Authorization::Aws(keys)) => {
                redactor.know(keys.secret_access_key.expose());
                keys.session_token.iter().for_each(|token| redactor.know(token.expose()));
            }
            None => {}
        }
        redactor
    }

    /// Adds a secret.
    pub(crate) fn know(&self, secret: &str) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if !secret.is_empty() && !known.iter().any(|other| other == secret) {
            known.push(secret.to_owned());
            // The longest first: one may contain another.
            known.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        }
    }

    /// A server's text for a message: on one line, escaped, shortened and without secrets.
    pub(crate) fn message(&self, text: &str) -> String {
        let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for secret in self.0.read().unwrap_or_else(PoisonError::into_inner).iter() {
            if text.contains(secret) && secret.len() < SHORT {
                return "(not shown: it contains a secret)".to_owned();
            }
            text = text.replace(secret, "(secret)");
        }
        let escaped = foreign(&text);
        let mut shown = String::new();
        for (count, unit) in units(&escaped).enumerate() {
            if count == limits::MESSAGE {
                shown.push('…');
                break;
            }
            shown.push_str(unit);
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_replaced_before_the_text_is_shortened() {
        let redactor = Redactor::default();
        redactor.know("hunter2");
        redactor.know("user:hunter2");
        redactor.know("");
        assert_eq!(redactor.message("no\n user:hunter2,\u{1b} hunter2"), r"no (secret),\u{1b} (secret)");
        redactor.know("x");
        assert_eq!(redactor.message("no such exporter"), "(not shown: it contains a secret)");
        let long = redactor.message(&format!("{}hunter2", "a".repeat(limits::MESSAGE - 3)));
        assert!(long.ends_with("a(se…") && !long.contains("hunt"), "{long}");
    }
}
