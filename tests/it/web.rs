//! What every answer carries, whatever it is: headers, how long it may be kept, how it is encoded.

use std::io::Read as _;

use actix_web::http::Method;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, HttpResponse};
use amicus::web::route::at;
use diesel::connection::SimpleConnection as _;

use crate::support::{DAY, Page, Person, TestApp};

/// The header set, to the letter.
const ALWAYS: [(&str, &str); 8] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    (
        "permissions-policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=(), \
         publickey-credentials-get=(self), publickey-credentials-create=(self)",
    ),
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; \
         font-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
    ),
];
/// What an answer must not tell.
const NEVER: [&str; 5] = ["server", "x-powered-by", "expires", "pragma", "access-control-allow-origin"];

#[track_caller]
fn carries_the_header_set(page: &Page) {
    for (name, value) in ALWAYS {
        assert_eq!(page.header(name), value, "{name} of {} {}", page.status, page.path);
        assert_eq!(page.headers.get_all(name).count(), 1, "{name} of {} {}", page.status, page.path);
    }
    for name in NEVER {
        assert_eq!(page.header(name), "", "{name} of {} {}", page.status, page.path);
    }
}

#[track_caller]
fn is_never_kept(page: &Page) {
    assert_eq!(page.header("cache-control"), "no-store", "{} {}", page.status, page.path);
    assert_eq!(page.header("etag"), "", "{} {}", page.status, page.path);
}

#[track_caller]
fn is_asked_for_again(page: &Page) {
    assert_eq!(page.header("cache-control"), "no-cache", "{} {}", page.status, page.path);
    assert_eq!(page.header("vary"), "Accept-Encoding", "{} {}", page.status, page.path);
    assert!(page.header("etag").starts_with('"'), "{} {} has no strong tag", page.status, page.path);
}

async fn stylesheet(person: &Person) -> String {
    person.get("/").await.attribute("link[rel=stylesheet]", "href")
}

#[actix_web::test]
async fn every_kind_of_answer_carries_the_whole_header_set() {
    let app = TestApp::start().await;
    app.given().article("the-lesson").await;
    let ada = app.visitor();
    let style = stylesheet(&ada).await;
    let tag = ada.look("/").await.header("etag").to_owned();
    let large = vec![b'a'; 10 * 1024 * 1024];
    let at = "/articles/the-lesson/comments";
    let answers = [
        (200, ada.look("/").await),
        (200, ada.look("/articles/the-lesson").await),
        (200, ada.look("/account/sign-in").await),
        (200, ada.look(&style).await),
        (200, ada.look("/healthz").await),
        (200, ada.look("/api/v1/articles").await),
        (303, ada.look("/account").await),
        (304, ada.ask(Method::GET, "/").header("if-none-match", &tag).send().await),
        (307, ada.ask(Method::GET, "/").header("host", "localhost:8080").send().await),
        (400, ada.ask(Method::POST, at).form(&vec![("field", "x"); 101]).send().await),
        (403, ada.ask(Method::POST, at).header("sec-fetch-site", "cross-site").form(&[]).send().await),
        (403, app.reader("rosa").await.look("/moderation").await),
        (404, ada.look("/nothing/here").await),
        (404, ada.look("/api/v1/nothing").await),
        (404, ada.look("/static/amicus.css").await),
        (404, ada.ask(Method::GET, "*").send().await),
        (404, ada.ask(Method::OPTIONS, "*").send().await),
        (421, ada.ask(Method::GET, "*").header("host", "localhost:8080").send().await),
        (405, ada.ask(Method::PUT, "/").send().await),
        (
            413,
            ada.ask(Method::POST, at)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(large)
                .send()
                .await,
        ),
        (415, ada.ask(Method::POST, at).header("content-type", "application/json").body("{}").send().await),
        (421, ada.ask(Method::GET, "/").header("host", "elsewhere.example").send().await),
        (422, ada.submit("/articles/the-lesson", at, &[]).await),
        (431, ada.ask(Method::GET, "/").header("x-long", &"x".repeat(33 * 1024)).send().await),
    ];
    for (status, answer) in answers {
        assert_eq!(answer.status, status, "{answer:?}");
        carries_the_header_set(&answer);
    }
}

#[actix_web::test]
async fn a_public_page_is_asked_for_again_a_hashed_file_is_kept_for_ever_and_all_else_is_never_kept() {
    let app = TestApp::start().await;
    app.given().article("the-lesson").await;
    let (ada, mia) = (app.visitor(), app.moderator("mia").await);
    for path in ["/", "/articles", "/articles/the-lesson", "/rules", "/privacy", "/receipt"] {
        is_asked_for_again(&ada.look(path).await.expect(200));
        is_asked_for_again(&mia.look(path).await.expect(200));
    }
    let style = stylesheet(&ada).await;
    assert_eq!(
        ada.look(&style).await.expect(200).header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    for path in ["/account/sign-in", "/account/register", "/nothing", "/articles/none"] {
        is_never_kept(&ada.look(path).await);
    }
    for path in ["/account", "/moderation", "/moderation/decisions"] {
        is_never_kept(&mia.look(path).await.expect(200));
    }
}

#[actix_web::test]
async fn a_page_that_did_not_change_is_not_sent_again() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let tag = ada.look(&article.path()).await.header("etag").to_owned();

    let again = ada
        .ask(Method::GET, &article.path())
        .header("if-none-match", &format!("\"other\", W/{tag}"))
        .send()
        .await;
    assert_eq!((again.status, again.bytes.len(), again.header("etag")), (304, 0, tag.as_str()));

    app.given().comment_published(&ada, &article, "Ada", "They read my mail.").await;
    let changed = ada.ask(Method::GET, &article.path()).header("if-none-match", &tag).send().await;
    assert_eq!(changed.status, 200);
    assert!(changed.main_text().contains("They read my mail."));
}

#[actix_web::test]
async fn a_page_comes_in_the_encoding_that_the_browser_takes() {
    let app = TestApp::start().await;
    let ada = app.visitor();
    let as_asked = async |accepts: &str| {
        ada.ask(Method::GET, "/").header("accept-encoding", accepts).send().await.expect(200)
    };
    let plain = as_asked("identity").await;
    assert_eq!(plain.header("content-encoding"), "");

    let gzip = as_asked("gzip, deflate").await;
    assert_eq!(gzip.header("content-encoding"), "gzip");
    let mut unpacked = String::new();
    flate2::read::GzDecoder::new(&*gzip.bytes).read_to_string(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);

    let brotli = as_asked("gzip, deflate, br, zstd").await;
    assert_eq!(brotli.header("content-encoding"), "br");
    let mut unpacked = Vec::new();
    brotli::BrotliDecompress(&mut &*brotli.bytes, &mut unpacked).unwrap();
    assert_eq!(unpacked, plain.bytes);

    assert_eq!(as_asked("br;q=0, gzip;q=0").await.header("content-encoding"), "");
    let tags = [plain.header("etag"), gzip.header("etag"), brotli.header("etag")];
    assert!(
        tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2],
        "one tag for several encodings: {tags:?}"
    );
}

#[actix_web::test]
async fn asking_for_the_head_answers_the_same_without_the_body() {
    let app = TestApp::start().await;
    app.given().article("the-lesson").await;
    let ada = app.visitor();
    for path in ["/", "/articles/the-lesson", "/account/sign-in", "/nothing"] {
        let (page, head) = (ada.look(path).await, ada.ask(Method::HEAD, path).send().await);
        assert_eq!(head.status, page.status, "{path}");
        for name in ["content-type", "cache-control", "etag", "content-security-policy"] {
            assert_eq!(head.header(name), page.header(name), "{name} of {path}");
        }
    }
}

#[actix_web::test]
async fn a_method_that_a_place_does_not_know_is_refused_with_those_that_it_does() {
    let app = TestApp::start().await;
    let ada = app.visitor();
    for (path, allowed) in
        [("/", "GET, HEAD"), ("/account/sign-in", "GET, HEAD, POST"), ("/articles/any/comments", "POST")]
    {
        for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS, Method::TRACE] {
            let page = ada.ask(method.clone(), path).send().await;
            assert_eq!((page.status, page.header("allow")), (405, allowed), "{method} {path}");
            assert!(page.main_text().contains("does not take that kind of request"), "{page:?}");
        }
    }
}

#[actix_web::test]
async fn the_other_name_of_this_machine_leads_to_the_origin_and_any_other_name_nowhere() {
    let app = TestApp::start().await;
    let ada = app.visitor();
    let page = ada.ask(Method::GET, "/rules?x=1").header("host", "localhost:8080").send().await;
    assert_eq!((page.status, page.location()), (307, "http://127.0.0.1:8080/rules?x=1"));
    let post =
        ada.ask(Method::POST, "/account/sign-in").header("host", "localhost:8080").form(&[]).send().await;
    assert_eq!(post.status, 421);
    for host in ["127.0.0.1:8081", "127.0.0.1", "evil.example", "127.0.0.1:8080.evil.example", ""] {
        assert_eq!(ada.ask(Method::GET, "/").header("host", host).send().await.status, 421, "{host:?}");
        assert_eq!(
            ada.ask(Method::GET, "/healthz").header("host", host).send().await.status,
            200,
            "{host:?}"
        );
    }
}

#[actix_web::test]
async fn over_https_browsers_are_told_to_stay_there() {
    let app = TestApp::public().await;
    let page = app.visitor().look("/").await.expect(200);
    assert_eq!(page.header("strict-transport-security"), "max-age=63072000; includeSubDomains");
    let trial = TestApp::start().await;
    assert_eq!(trial.visitor().look("/").await.header("strict-transport-security"), "");
}

#[actix_web::test]
async fn tor_browser_is_told_the_onion_of_a_page_and_never_of_an_address_that_is_a_secret() {
    let onion = format!("http://{}.onion", "b7".repeat(28));
    let public = [
        ("server.origin", "https://amicus.example"),
        ("mail.allow_folder", "true"),
        ("server.onion_listen", "127.0.0.1:0"),
        ("server.onion_origin", &onion),
    ];
    let app = TestApp::with(&public).await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    for path in ["/", "/articles/the-lesson", "/articles/the-lesson?after=x", "/account/sign-in"] {
        let told = format!("{onion}{}", path.split('?').next().unwrap());
        assert_eq!(ada.look(path).await.header("onion-location"), told, "{path}");
    }
    let receipt = app.given().comment_held(&ada, &article, "Ada", "They read my mail.").await.receipt;
    let style = stylesheet(&ada).await;
    let secrets = [&format!("/receipt/{receipt}"), "/account/reset/none", "/subscriptions/none", "/u/none"];
    for path in [&secrets[..], &[&style, "/api/v1/articles", "/robots.txt", "/healthz"]].concat() {
        assert_eq!(ada.look(path).await.header("onion-location"), "", "{path}");
    }
    assert_eq!(TestApp::public().await.visitor().look("/").await.header("onion-location"), "");
}

#[actix_web::test]
async fn staff_pages_run_no_script_where_the_operator_wants_none() {
    let app = TestApp::with(&[("site.staff_scripts", "none")]).await;
    let mia = app.moderator("mia").await;
    let queue = mia.look("/moderation").await.expect(200);
    assert!(queue.header("content-security-policy").contains("script-src 'none'"));
    assert!(!queue.has("script"));
    let spelled = mia.look("/%6doderation").await.expect(200);
    assert!(spelled.header("content-security-policy").contains("script-src 'none'"), "{spelled:?}");
    assert!(mia.look("/").await.header("content-security-policy").contains("script-src 'self'"));
}

#[actix_web::test]
async fn a_day_changes_no_page_and_no_header() {
    let app = TestApp::start().await;
    app.given().article("the-lesson").await;
    let ada = app.visitor();
    let before = ada.look("/").await;
    app.clock.advance(DAY);
    assert_eq!(ada.look("/").await.header("etag"), before.header("etag"));
}

#[actix_web::test]
async fn an_error_of_the_api_is_a_problem_document() {
    let app = TestApp::start().await;
    let page = app.visitor().look("/api/v1/articles/none").await.expect(404);
    assert_eq!(page.header("content-type"), "application/problem+json");
    assert_eq!(page.json()["status"], 404);
    assert!(page.json()["detail"].as_str().unwrap().contains("no such page"), "{}", page.body);
}

#[actix_web::test]
async fn without_its_database_the_site_asks_to_come_back_and_says_so_as_a_page() {
    let app = TestApp::start().await;
    let ada = app.visitor();
    app.leave_mail();
    app.db().clone().close().await;
    for path in ["/", "/articles/any", "/api/v1/articles", "/readyz"] {
        let page = ada.look(path).await.expect(503);
        assert!(!page.header("retry-after").is_empty(), "{path}");
        carries_the_header_set(&page);
        is_never_kept(&page);
    }
    assert!(ada.look("/").await.main_text().contains("Please try again in a few seconds"));
    assert_eq!(ada.look("/healthz").await.status, 200, "the program itself lives");
}

#[actix_web::test]
async fn a_fault_of_ours_is_a_page_with_a_code_and_not_a_word_about_its_cause() {
    let app = TestApp::start().await;
    app.expect_fault();
    app.db().write(|tx| Ok(tx.batch_execute("ALTER TABLE rules RENAME TO rulez")?)).await.unwrap();
    for path in ["/rules", "/api/v1/rules"] {
        let page = app.visitor().look(path).await.expect(500);
        carries_the_header_set(&page);
        is_never_kept(&page);
        assert!(!page.body.contains("rulez") && !page.body.contains("table"), "{}", page.body);
    }
    let page = app.visitor().look("/rules").await;
    assert!(page.text_of(".stamp").contains("Code for the people who run this site"), "{page:?}");
}

#[actix_web::test]
async fn a_handler_that_panics_costs_its_own_request_and_no_other() {
    async fn stumbles() -> HttpResponse {
        panic!("on purpose")
    }
    async fn stands() -> HttpResponse {
        HttpResponse::Ok().finish()
    }
    let (bad, good) = (at("/stumbles").look(stumbles).done(), at("/stands").look(stands).done());
    let service = init_service(App::new().service(bad).service(good)).await;
    for (path, status) in [("/stumbles", 500), ("/stands", 200), ("/stumbles", 500)] {
        let answer = call_service(&service, TestRequest::get().uri(path).to_request()).await;
        assert_eq!(answer.status().as_u16(), status, "{path}");
    }
}
