//! As much of a browser as a verification needs: it opens addresses, posts forms, and sees the link
//! that leads into the app. It keeps no cookies and follows no redirect to another host.

use std::time::Duration;

use reqwest::{Client, Response};
use url::Url;

use crate::Error;

/// A browser.
pub struct Browser(Client);

/// What a browser shows.
pub struct Page {
    /// Its address.
    pub url: Url,
    /// Status of the answer.
    pub status: u16,
    /// `Content-Security-Policy`.
    pub policy: String,
    /// `Cache-Control`.
    pub caching: String,
    /// The source.
    pub html: String,
}

impl Browser {
    /// A browser without a past.
    ///
    /// # Errors
    /// When the client can't be set up.
    pub fn new() -> Result<Self, Error> {
        // An error only says that the process has a provider already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(60))
            .build()?;
        Ok(Self(client))
    }

    /// Opens an address.
    ///
    /// # Errors
    /// When nothing answers.
    pub async fn open(&self, url: &str) -> Result<Page, Error> {
        Page::of(self.0.get(url).send().await?).await
    }

    /// Posts the form with that id, as its button or script does.
    ///
    /// # Errors
    /// When there is no such form, or nothing answers.
    pub async fn submit(&self, page: &Page, id: &str) -> Result<Page, Error> {
        let (action, fields) = page.form(id)?;
        self.post(&action, &fields).await
    }

    /// Posts fields to an address.
    ///
    /// # Errors
    /// When nothing answers.
    pub async fn post(&self, url: &str, fields: &[(String, String)]) -> Result<Page, Error> {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = self
            .0
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        Page::of(request.send().await?).await
    }
}

impl Page {
    async fn of(response: Response) -> Result<Self, Error> {
        let header = |name: &str| {
            let value = response
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        Ok(Self {
            url: response.url().clone(),
            status: response.status().as_u16(),
            policy: header("content-security-policy"),
            caching: header("cache-control"),
            html: response.text().await?,
        })
    }

    /// Action and fields of the form with that id.
    ///
    /// # Errors
    /// When there is none.
    pub fn form(&self, id: &str) -> Result<(String, Vec<(String, String)>), Error> {
        let start = self
            .html
            .find(&format!("<form id=\"{id}\""))
            .ok_or_else(|| format!("no form {id} at {}: {}", self.url.path(), self.html))?;
        let rest = &self.html[start..];
        let form = rest.split("</form>").next().unwrap_or(rest);
        let mut tags = form.split('<').skip(1);
        let action = attribute(tags.next().unwrap_or_default(), "action").unwrap_or_default();
        let fields = tags
            .filter(|tag| tag.starts_with("input"))
            .filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value")?)))
            .collect();
        Ok((self.url.join(&action)?.into(), fields))
    }

    /// The link that leads into the app.
    #[must_use]
    pub fn app_link(&self) -> Option<String> {
        self.html
            .split('<')
            .filter(|tag| tag.starts_with("a "))
            .filter_map(|tag| attribute(tag, "href"))
            .find(|link| link.starts_with("esujeop:"))
    }
}

/// An attribute's value as a browser reads it.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
    let value = rest.split('"').next()?;
    let mut text = value.to_owned();
    for (entity, plain) in [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&#60;", "<"),
        ("&gt;", ">"),
        ("&#62;", ">"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, plain);
    }
    Some(text)
}
