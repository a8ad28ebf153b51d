//! Someone with a browser: cookies, the headers that browsers send, redirects that are followed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use actix_web::cookie::Cookie;
use actix_web::http::Method;
use actix_web::http::header::SET_COOKIE;
use actix_web::test::TestRequest;

use amicus::accounts;
use amicus::base::random::Random;
use amicus::base::text::Name;

use super::app::House;
use super::page::{FilledForm, Page};

/// The password of everyone whom a test gives an account.
pub const PASSWORD: &str = "violet tractor hums at the quiet harbour";
const FORM: &str = "application/x-www-form-urlencoded";
const MOST_REDIRECTS: usize = 5;

/// A person with a browser. Clones are the same browser.
#[derive(Clone)]
pub struct Person {
    house: Rc<House>,
    cookies: Rc<RefCell<Vec<(String, String)>>>,
    network: [u8; 4],
    refuses_cookies: Rc<Cell<bool>>,
}

impl Person {
    pub(super) fn new(house: Rc<House>) -> Self {
        let network = [198, 51, 100, house.next_visitor()];
        Self::from(house, network)
    }

    pub(super) fn from(house: Rc<House>, network: [u8; 4]) -> Self {
        Self { house, cookies: Rc::default(), network, refuses_cookies: Rc::default() }
    }

    /// From now on their browser keeps no cookie.
    pub fn refuse_cookies(&self) {
        self.refuses_cookies.set(true);
        self.cookies.borrow_mut().clear();
    }

    /// The value of a cookie that they hold.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().iter().find(|(named, _)| named == name).map(|(_, value)| value.clone())
    }

    /// Gives them a cookie, as a thief would.
    pub fn take_cookie(&self, name: &str, value: &str) {
        self.cookies.borrow_mut().retain(|(named, _)| named != name);
        self.cookies.borrow_mut().push((name.to_owned(), value.to_owned()));
    }

    /// Goes to an address by hand and follows every redirect.
    pub async fn get(&self, path: &str) -> Page {
        let page = self.look(path).await;
        self.led(page).await
    }

    /// Looks at one address and follows nothing.
    pub async fn look(&self, path: &str) -> Page {
        self.ask(Method::GET, path).send().await
    }

    /// Opens a link of a letter.
    pub async fn follow(&self, link: &str) -> Page {
        self.get(link).await
    }

    /// Opens a link that stands on another site: the browser keeps its Strict cookies back.
    pub async fn follow_from_elsewhere(&self, link: &str) -> Page {
        let ask = |path: &str| self.ask(Method::GET, path).header("sec-fetch-site", "cross-site");
        let mut page = ask(link).without_cookies().send().await;
        while !page.location().is_empty() {
            page = ask(page.location()).without_cookies().send().await;
        }
        page
    }

    /// Loads a page, fills in its form `action` and sends it; follows where that leads.
    pub async fn submit(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.get(page).await;
        self.fill(&page, action, fields).await
    }

    /// Fills in the form `action` of a page at hand and sends it; follows where that leads.
    pub async fn fill(&self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        let answer = self.send(&filled(page, action, fields)).await;
        self.led(answer).await
    }

    /// The same, and follows nothing.
    pub async fn fill_only(&self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        self.send(&filled(page, action, fields)).await
    }

    /// Posts fields of one's own making, without any page; follows nothing.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.ask(Method::POST, path).form(fields).send().await
    }

    /// Signs in by the form as the one to whom `app.given().account(name, …)` gave an account, in a browser that they
    /// used before, and with the second factor if they were given one.
    pub async fn sign_in(&self, name: &str) -> Page {
        self.carry_browser_of(name).await;
        let (email, code) = (format!("{name}@example.org"), self.code_of(name).unwrap_or_default());
        let typed = [("email", email.as_str()), ("password", PASSWORD), ("code", &code)];
        let page = self.submit("/account/sign-in", "/account/sign-in", &typed).await;
        assert!(self.cookie("__Host-sid").is_some(), "{name} could not sign in: {page:?}");
        page
    }

    /// Where a page asks first to prove anew who they are: does that, as the one of [`Self::sign_in`], and follows on.
    pub async fn proves(&self, name: &str, page: &str) -> Page {
        let asked = self.get(page).await.expect(200);
        assert!(asked.path.starts_with("/account/prove"), "{page} asks for no proof: {asked:?}");
        let code = self.code_of(name);
        let typed = [("password", PASSWORD), ("code", code.as_deref().unwrap_or_default())];
        let fields = if code.is_some() { &typed[..] } else { &typed[..1] };
        self.fill(&asked, "/account/prove", fields).await
    }

    /// A code of the app of somebody to whom `given` gave a second factor.
    pub fn code_of(&self, name: &str) -> Option<String> {
        let now = self.house.db().now();
        self.house.authenticators.borrow().get(name).map(|app| app.next_code(now))
    }

    /// Makes this browser one that an account knows.
    pub async fn carry_browser_of(&self, name: &str) {
        let (keys, known) = (self.house.app.keys.clone(), Name::parse(name).unwrap());
        let account = self.house.db().read(move |conn| accounts::find_by_name(conn, &known)).await.unwrap();
        let random = Random::seeded(self.network[3].into());
        let carried = account.map(|account| accounts::browsers::remember(&keys, &account, &random));
        if let Some(carried) = carried {
            self.take_cookie("__Host-dev", &carried);
        }
    }

    /// A request by hand; it follows nothing.
    pub fn ask(&self, method: Method, path: &str) -> Ask {
        let path = path.strip_prefix(self.house.origin().as_str()).unwrap_or(path);
        let path = if path.is_empty() { "/" } else { path };
        assert!(path.starts_with('/') || path == "*", "{path:?} is no address of this site");
        let path = path.split('#').next().unwrap_or(path).to_owned();
        let (origin, acts) = (self.house.origin(), method == Method::POST);
        let mut ask = Ask {
            person: self.clone(),
            method,
            path,
            headers: Vec::new(),
            body: Vec::new(),
            with_cookies: true,
        };
        ask.set("host", self.house.app.face.origin.authority());
        ask.set("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        ask.set("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        ask.set("sec-fetch-site", if acts { "same-origin" } else { "none" });
        if acts {
            ask.set("origin", &origin);
        }
        ask
    }

    async fn send(&self, form: &FilledForm) -> Page {
        let fields = form.sent();
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        if form.looks {
            let path = form.action.split('?').next().unwrap_or_default();
            let query = serde_urlencoded::to_string(&fields).unwrap();
            return self
                .ask(Method::GET, &format!("{path}?{query}"))
                .header("sec-fetch-site", "same-origin")
                .send()
                .await;
        }
        self.post(&form.action, &fields).await
    }

    async fn led(&self, mut page: Page) -> Page {
        for _ in 0..MOST_REDIRECTS {
            if !(page.status >= 300 && page.status < 400 && !page.location().is_empty()) {
                return page;
            }
            let onward = page.location().to_owned();
            page = self.ask(Method::GET, &onward).header("sec-fetch-site", "same-origin").send().await;
        }
        panic!("{} leads round in a circle", page.path);
    }

    fn keep_cookies(&self, page: &Page) {
        for line in page.headers.get_all(SET_COOKIE) {
            let cookie = Cookie::parse(line.to_str().unwrap()).unwrap();
            let gone = cookie.max_age().is_some_and(actix_web::cookie::time::SignedDuration::is_zero)
                || cookie.value().is_empty();
            self.cookies.borrow_mut().retain(|(named, _)| named != cookie.name());
            if !gone && !self.refuses_cookies.get() {
                self.cookies.borrow_mut().push((cookie.name().to_owned(), cookie.value().to_owned()));
            }
        }
    }
}

#[track_caller]
fn filled(page: &Page, action: &str, fields: &[(&str, &str)]) -> FilledForm {
    let mut form = page.form(action);
    for (name, value) in fields {
        form.fill(name, value);
    }
    form
}

/// A request that is being put together.
pub struct Ask {
    person: Person,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    with_cookies: bool,
}

impl Ask {
    /// Sets a header, in place of the browser's own.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    /// Leaves a header out that browsers send.
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(named, _)| named != name);
        self
    }

    /// Sends no cookie.
    pub fn without_cookies(mut self) -> Self {
        self.with_cookies = false;
        self
    }

    /// Fields, as a form sends them.
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let body = serde_urlencoded::to_string(fields).unwrap();
        self.header("content-type", FORM).body(body)
    }

    /// A body of any kind.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        let length = self.body.len().to_string();
        self.header("content-length", &length)
    }

    /// Sends it.
    pub async fn send(self) -> Page {
        let mut request = TestRequest::with_uri(&self.path).method(self.method).set_payload(self.body);
        request = request.peer_addr((self.person.network, 40_000).into());
        for (name, value) in &self.headers {
            request = request.insert_header((name.as_str(), value.as_str()));
        }
        let cookies: Vec<String> =
            self.person.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if self.with_cookies && !cookies.is_empty() {
            request = request.insert_header(("cookie", cookies.join("; ")));
        }
        let page = self.person.house.call(request, self.path).await;
        self.person.keep_cookies(&page);
        page
    }

    fn set(&mut self, name: &str, value: &str) {
        self.headers.retain(|(named, _)| named != name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }
}
