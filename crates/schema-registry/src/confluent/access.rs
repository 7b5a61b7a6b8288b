//! Authorizes requests to the host that the credentials are bound to.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::token::Tokens;
use crate::client::{Headers, Protocol, Redactor, Request, Response};
use crate::credentials::{Authorization, Credentials};
use crate::error::Error;
use crate::settings::Settings;

/// What requests are authorized with.
pub(crate) struct Access {
    fixed: Headers,
    tokens: Option<Tokens>,
    /// What to do if the server does not accept it.
    pub(crate) remedy: String,
}

/// The authorization of one request, with the OAuth token in it.
pub(crate) struct Authorized {
    headers: Headers,
    token: Option<String>,
}

impl Access {
    /// `granted` are the credentials of the settings, if they are bound to the host that is asked.
    pub(crate) fn new(
        settings: &Settings,
        granted: Option<&Credentials>,
        redactor: &Redactor,
    ) -> Result<Access, Error> {
        let mut access = Access { fixed: Headers::new(), tokens: None, remedy: String::new() };
        access.remedy = match (&settings.credentials, granted) {
            (None, _) => settings.names.authorize(),
            (Some(_), None) => {
                "no credentials were sent, because they are bound to another host; name this one as theirs".to_owned()
            }
            (Some(_), Some(_)) => "check the user and the password, the token, or the client certificate".to_owned(),
        };
        let headers =
            [("target-sr-cluster", &settings.target_cluster), ("Confluent-Identity-Pool-Id", &settings.identity_pool)];
        // A host that gets no credentials learns nothing else either.
        if settings.credentials.is_some() && granted.is_none() {
            return Ok(access);
        }
        access.fixed.extend(headers.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))));
        let Some(credentials) = granted else { return Ok(access) };
        access.fixed.extend(credentials.headers.iter().map(|(name, value)| (name.clone(), value.expose().to_owned())));
        let authorization = match &credentials.authorization {
            Some(Authorization::Basic(pair)) if !pair.expose().contains(':') => {
                let cause = "for HTTP Basic it is USER:PASSWORD, with a colon".to_owned();
                return Err(Error::Setting { setting: "the authorization", cause });
            }
            Some(Authorization::Basic(pair)) => Some(format!("Basic {}", STANDARD.encode(pair.expose()))),
            Some(Authorization::Bearer(token)) => Some(format!("Bearer {}", token.expose())),
            Some(Authorization::OAuth(oauth)) => {
                access.tokens = Some(Tokens::new(settings, oauth, redactor.clone())?);
                None
            }
            Some(Authorization::Aws(_)) => {
                let cause = "keys of AWS are for addresses such as glue://eu-west-1/my-registry".to_owned();
                return Err(Error::Setting { setting: "the authorization", cause });
            }
            None => None,
        };
        access.fixed.extend(authorization.map(|value| ("authorization".to_owned(), value)));
        Ok(access)
    }

    /// The authorization of a request.
    pub(crate) fn authorized(&self) -> Result<Authorized, Error> {
        let token = self.tokens.as_ref().map(Tokens::token).transpose()?;
        let mut headers = self.fixed.clone();
        headers.extend(token.iter().map(|token| ("authorization".to_owned(), format!("Bearer {token}"))));
        Ok(Authorized { headers, token })
    }

    /// Whether another token may do, where the server refused one.
    pub(crate) fn renew(&self, refused: &Authorized) -> bool {
        match (&self.tokens, &refused.token) {
            (Some(tokens), Some(token)) => {
                tokens.forget(token);
                true
            }
            _ => false,
        }
    }
}

impl Protocol for Authorized {
    fn authorize(&self, _: &Request) -> Result<Headers, Error> {
        Ok(self.headers.clone())
    }

    fn is_transient(&self, _: &Response) -> bool {
        false
    }
}
