//! What strangers send that no reader would: each gets its clear answer, and nothing that was typed is lost.

use actix_web::http::Method;

use crate::support::{DAY, Page, Person, TestApp};

const ARTICLE: &str = "/articles/the-lesson";
const FORM: &str = "/articles/the-lesson/comments";
const FORM_TYPE: &str = "application/x-www-form-urlencoded";

/// A site with one open article, and a reader before it.
async fn reader() -> (TestApp, Person) {
    let app = TestApp::start().await;
    app.given().article("the-lesson").await;
    let ada = app.visitor();
    (app, ada)
}

#[track_caller]
fn keeps(page: &Page, typed: &[(&str, &str)]) {
    for (field, value) in typed {
        assert_eq!(page.field_value(field).replace("\r\n", "\n"), *value, "{field} was lost: {page:?}");
    }
}

#[actix_web::test]
async fn an_empty_name_and_an_empty_comment_are_asked_for_and_the_rest_is_kept() {
    let (_app, ada) = reader().await;
    let page = ada.submit(ARTICLE, FORM, &[("email", "ada@example.org")]).await.expect(422);
    assert_eq!(page.problem_of("name"), "Please enter your name here");
    assert_eq!(page.problem_of("comment"), "Please enter your comment!");
    keeps(&page, &[("name", ""), ("comment", ""), ("email", "ada@example.org")]);
    assert_eq!(page.summary().len(), 2);

    let page = ada.submit(ARTICLE, FORM, &[("name", "Ada"), ("email", "ada@example.org")]).await.expect(422);
    assert_eq!(page.problems(), ["Please enter your comment!"]);
    keeps(&page, &[("name", "Ada"), ("email", "ada@example.org")]);

    let page =
        ada.submit(ARTICLE, FORM, &[("comment", "They read my mail.\n\nAll of it.")]).await.expect(422);
    assert_eq!(page.problems(), ["Please enter your name here"]);
    keeps(&page, &[("comment", "They read my mail.\n\nAll of it.")]);
}

#[actix_web::test]
async fn fields_that_are_not_sent_at_all_are_asked_for_too() {
    let (_app, ada) = reader().await;
    let page = ada.post(FORM, &[]).await.expect(422);
    assert_eq!(page.problem_of("name"), "Please enter your name here");
    assert_eq!(page.problem_of("comment"), "Please enter your comment!");
}

#[actix_web::test]
async fn blanks_of_every_kind_are_no_name_and_no_comment() {
    let (_app, ada) = reader().await;
    for blank in ["   ", "\u{a0}\u{2003}", "\u{200b}\u{feff}", "\u{3164}\u{2800}", "\u{202e}\u{2066}"] {
        let page = ada.submit(ARTICLE, FORM, &[("name", blank), ("comment", blank)]).await.expect(422);
        assert_eq!(page.problem_of("name"), "Please enter your name here", "{blank:?}");
        assert_eq!(page.problem_of("comment"), "Please enter your comment!", "{blank:?}");
    }
    let page = ada.submit(ARTICLE, FORM, &[("name", "Ada"), ("comment", " \r\n\t\r\n ")]).await.expect(422);
    assert_eq!(page.problems(), ["Please enter your comment!"]);
}

#[actix_web::test]
async fn a_name_of_ten_thousand_letters_comes_back_to_be_made_shorter() {
    let (_app, ada) = reader().await;
    let long = "a".repeat(10_000);
    let page =
        ada.submit(ARTICLE, FORM, &[("name", &long), ("comment", "They read my mail.")]).await.expect(422);
    assert_eq!(page.problems().len(), 1);
    assert!(!page.problem_of("name").is_empty(), "{page:?}");
    keeps(&page, &[("name", &long), ("comment", "They read my mail.")]);
}

#[actix_web::test]
async fn a_comment_may_have_five_thousand_letters_and_not_one_more() {
    let (_app, ada) = reader().await;
    let family = "👩‍👩‍👧";
    let page = ada.submit(ARTICLE, FORM, &[("name", "Ada"), ("comment", &"é".repeat(5_000))]).await;
    assert!(page.path.starts_with("/receipt/"), "{page:?}");
    let page = ada.submit(ARTICLE, FORM, &[("name", "Ada"), ("comment", &family.repeat(500))]).await;
    assert!(page.path.starts_with("/receipt/"), "a family is one letter: {page:?}");
    let long = "é".repeat(5_001);
    let page = ada.submit(ARTICLE, FORM, &[("name", "Ada"), ("comment", &long)]).await.expect(422);
    assert!(!page.problem_of("comment").is_empty());
    keeps(&page, &[("comment", &long)]);
}

#[actix_web::test]
async fn control_characters_are_pointed_out_and_marks_of_direction_taken_out() {
    let (app, ada) = reader().await;
    for odd in ["Ada\u{0}Lovelace", "Ada\u{1b}[31m", "Ada\u{7f}", "Ada\nLovelace"] {
        let page =
            ada.submit(ARTICLE, FORM, &[("name", odd), ("comment", "They read my mail.")]).await.expect(422);
        assert!(!page.problem_of("name").is_empty(), "{odd:?}: {page:?}");
        keeps(&page, &[("comment", "They read my mail.")]);
    }
    let page = ada
        .submit(ARTICLE, FORM, &[("name", "Ada"), ("comment", "They\u{0} read\u{8} my mail.")])
        .await
        .expect(422);
    assert!(!page.problem_of("comment").is_empty());

    let article = app.given().article("another").await;
    app.given()
        .comment_published(&ada, &article, "\u{202e}Ada\u{2066}", "They \u{202e}read\u{202c} my mail.")
        .await;
    let page = ada.get(&article.path()).await;
    assert!(!page.body.contains(['\u{202e}', '\u{2066}', '\u{202c}']));
    assert!(page.main_text().contains("They read my mail."));
}

#[actix_web::test]
async fn markup_is_shown_as_it_was_typed() {
    let (app, ada) = reader().await;
    let article = app.given().article("another").await;
    let text = "<script>alert(1)</script> & <img src=x onerror=alert(1)> \"quoted\"";
    app.given().comment_published(&ada, &article, "Ada & \"Co\"", text).await;
    let page = ada.get(&article.path()).await;
    assert!(page.main_text().contains(text), "{page:?}");
    assert!(page.main_text().contains("Ada & \"Co\""));
    assert!(!page.has("main script, main img"));

    let page = ada
        .submit(
            ARTICLE,
            FORM,
            &[("name", "</textarea><script>"), ("comment", "</textarea><script>alert(1)</script>")],
        )
        .await;
    assert!(page.status == 422 && !page.has("main script"), "{page:?}");
    keeps(&page, &[("name", "</textarea><script>"), ("comment", "</textarea><script>alert(1)</script>")]);
}

#[actix_web::test]
async fn bytes_that_are_no_text_bring_the_form_back() {
    let (_app, ada) = reader().await;
    let token = ada.get(ARTICLE).await.form(FORM).value("form_token").unwrap().to_owned();
    for bad in ["%ff%fe", "%c3%28", "%ed%a0%80"] {
        let body = format!("form_token={token}&name=Ada&comment=They+read+{bad}+my+mail.");
        let page =
            ada.ask(Method::POST, FORM).header("content-type", FORM_TYPE).body(body).send().await.expect(422);
        assert!(page.main_text().contains("not readable text"), "{page:?}");
        keeps(&page, &[("name", "Ada")]);
        assert!(page.field_value("comment").contains("They read"));
    }
    let mut raw = format!("form_token={token}&name=Ada&comment=raw").into_bytes();
    raw.extend([0xff, 0xfe, 0x80]);
    let page = ada.ask(Method::POST, FORM).header("content-type", FORM_TYPE).body(raw).send().await;
    assert_eq!(page.status, 422);
}

#[actix_web::test]
async fn an_address_that_is_none_is_pointed_out() {
    let (_app, ada) = reader().await;
    for bad in ["ada", "ada@", "@example.org", "ada@example.org\r\nBcc: eve@example.org", "a b@example.org"] {
        let typed = [("name", "Ada"), ("comment", "They read my mail."), ("email", bad)];
        let page = ada.submit(ARTICLE, FORM, &typed).await.expect(422);
        assert!(!page.problem_of("email").is_empty(), "{bad:?}: {page:?}");
        keeps(&page, &[("name", "Ada"), ("comment", "They read my mail.")]);
    }
}

#[actix_web::test]
async fn a_place_that_is_not_there_is_a_page_that_says_so() {
    let (_app, ada) = reader().await;
    let long = format!("/articles/{}", "x".repeat(5_000));
    let odd = [
        "/articles/none",
        "/articles/%00",
        "/articles/%ff",
        "/articles/..%2fetc",
        "/articles/The-Lesson",
        "/nothing",
        &long,
    ];
    let ids = [
        "/comments/none",
        "/comments/00000000000000000000000000",
        "/receipt/none",
        "/receipt/a-b-c-d-e-f",
        "/static/none.css",
    ];
    for path in odd.into_iter().chain(ids) {
        let page = ada.get(path).await.expect(404);
        assert!(
            page.main_text().contains("no such page") || !page.main_text().is_empty(),
            "{path}: {page:?}"
        );
        assert!(page.has("main h1") && page.has("header nav"), "{path} is no page of ours");
    }
    let page =
        ada.post("/articles/none/comments", &[("name", "Ada"), ("comment", "They read my mail.")]).await;
    assert_eq!(page.status, 404);
}

#[actix_web::test]
async fn odd_queries_are_no_fault() {
    let (_app, ada) = reader().await;
    for query in ["after=none", "before=%00", "after=x&before=y", "after[]=1", "%ff", "after", "utm_source=x"]
    {
        let page = ada.get(&format!("{ARTICLE}?{query}")).await;
        assert!(matches!(page.status, 200 | 400 | 404), "{query}: {page:?}");
    }
}

#[actix_web::test]
async fn a_token_of_another_form_or_article_brings_the_form_back_with_its_own() {
    let (app, ada) = reader().await;
    let other = app.given().article("another").await;
    let foreign = ada
        .get(&other.path())
        .await
        .form(&format!("{}/comments", other.path()))
        .value("form_token")
        .unwrap()
        .to_owned();
    let typed = [("name", "Ada"), ("comment", "They read my mail."), ("email", "")];
    for token in [foreign.as_str(), "", "nonsense", "2026-05-04.AAAA", "9999-99-99.AAAA", "2026-05-04"] {
        let sent: Vec<(&str, &str)> = typed.into_iter().chain([("form_token", token)]).collect();
        let page = ada.post(FORM, &sent).await.expect(422);
        assert!(page.main_text().contains("Everything you wrote is still here"), "{token:?}: {page:?}");
        keeps(&page, &typed);
        let sent = ada.fill(&page, FORM, &[]).await;
        assert!(sent.path.starts_with("/receipt/"), "sending it once more works: {sent:?}");
    }
}

#[actix_web::test]
async fn a_form_is_good_for_its_day_and_two_more_and_then_comes_back_filled() {
    let (app, ada) = reader().await;
    let page = ada.get(ARTICLE).await;
    app.clock.advance(2 * DAY);
    let sent = ada.fill(&page, FORM, &[("name", "Ada"), ("comment", "They read my mail.")]).await;
    assert!(sent.path.starts_with("/receipt/"), "{sent:?}");

    app.clock.advance(2 * DAY);
    let typed = [("name", "Ada"), ("comment", "They read my mail, and yours.")];
    let back = ada.fill(&page, FORM, &typed).await.expect(422);
    assert!(back.main_text().contains("lay open for too long"), "{back:?}");
    keeps(&back, &typed);
    let sent = ada.fill(&back, FORM, &[]).await;
    assert!(sent.path.starts_with("/receipt/"), "{sent:?}");
}

#[actix_web::test]
async fn only_plain_forms_are_read() {
    let (_app, ada) = reader().await;
    let boundary = "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nAda\r\n--x--\r\n";
    let kinds = [
        ("multipart/form-data; boundary=x", boundary),
        ("application/json", "{\"name\":\"Ada\"}"),
        ("text/plain", "name=Ada"),
        ("", "name=Ada"),
    ];
    for (kind, body) in kinds {
        let page =
            ada.ask(Method::POST, FORM).header("content-type", kind).body(body).send().await.expect(415);
        assert!(page.main_text().contains("Uploads are not possible here"), "{page:?}");
    }
    let packed =
        ada.ask(Method::POST, FORM).header("content-encoding", "gzip").form(&[("name", "Ada")]).send().await;
    assert_eq!(packed.status, 415, "nothing is unpacked");
    let upper = ada
        .ask(Method::POST, FORM)
        .form(&[])
        .header("content-type", "Application/X-WWW-Form-URLEncoded; charset=UTF-8")
        .send()
        .await;
    assert_eq!(upper.status, 422, "a form is a form however its type is spelled");
}

#[actix_web::test]
async fn more_fields_than_any_form_has_are_not_looked_at() {
    let (_app, ada) = reader().await;
    let page = ada.ask(Method::POST, FORM).form(&vec![("x", "y"); 101]).send().await.expect(400);
    assert!(page.main_text().contains("more fields"), "{page:?}");
    assert_eq!(ada.ask(Method::POST, FORM).form(&[("x", "y"); 100]).send().await.status, 422);
    let twice = ada.post(FORM, &[("name", "Ada"), ("name", "Eve"), ("comment", "Who am I?")]).await;
    assert_eq!(twice.status, 400, "a field that comes twice is no form of ours");
}

#[actix_web::test]
async fn a_body_of_ten_megabytes_is_refused_whether_it_was_announced_or_not() {
    let (_app, ada) = reader().await;
    let large = vec![b'a'; 10 * 1024 * 1024];
    for path in [FORM, "/account/sign-in"] {
        let ask = || ada.ask(Method::POST, path).header("content-type", FORM_TYPE).body(large.clone());
        let announced = ask().send().await.expect(413);
        assert!(announced.main_text().contains("more than this form can take"), "{announced:?}");
        assert_eq!(ask().without("content-length").send().await.status, 413, "{path}");
    }
}

#[actix_web::test]
async fn a_form_that_another_site_sends_is_refused() {
    let (app, ada) = reader().await;
    let page = ada.get(ARTICLE).await;
    let mut form = page.form(FORM);
    form.fill("name", "Ada");
    form.fill("comment", "They read my mail.");
    let fields = form.sent();
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let ask = || ada.ask(Method::POST, FORM).form(&fields);
    for site in ["cross-site", "same-site", "none"] {
        assert_eq!(ask().header("sec-fetch-site", site).send().await.status, 403, "{site}");
    }
    let origin = |origin: &str| ask().without("sec-fetch-site").header("origin", origin);
    for foreign in ["https://evil.example", "http://127.0.0.1:8081", "http://localhost:8080"] {
        assert_eq!(origin(foreign).send().await.status, 403, "{foreign}");
    }
    for own in [app.origin().as_str(), "null"] {
        assert_eq!(origin(own).send().await.status, 303, "{own}");
    }
    let silent = ask().without("sec-fetch-site").without("origin").send().await;
    assert_eq!(silent.status, 303, "a browser that says nothing may be an old one");
}

#[actix_web::test]
async fn whoever_was_signed_out_while_writing_gets_everything_back_and_sends_it_again() {
    let app = TestApp::start().await;
    let emil = app.editor("emil").await;
    let body = "They read the phones of lawyers.\n\nNobody has been asked a question about it.";
    let typed = [
        ("title", "A title"),
        ("standfirst", "What it says."),
        ("body", body),
        ("category", "Courts"),
        ("byline", "Emil"),
        ("slug", "a-title"),
    ];
    let sent = [&typed[..], &[("deed", "save")]].concat();
    let page = emil.get("/editor/articles/new").await.expect(200);
    app.clock.advance(DAY);
    let kept = emil.fill(&page, "/editor/articles/new", &sent).await.expect(403);
    assert!(kept.main_text().contains("You were signed out meanwhile"), "{kept:?}");
    keeps(&kept, &typed);

    emil.sign_in("emil").await;
    let again = emil.fill(&kept, "/editor/articles/new", &[]).await.expect(403);
    keeps(&again, &typed);
    let saved = emil.fill(&again, "/editor/articles/new", &[("deed", "save")]).await.expect(200);
    assert!(saved.path.starts_with("/editor/articles/"), "{saved:?}");
    keeps(&saved, &typed);
}

#[actix_web::test]
async fn a_password_is_not_handed_back_to_whoever_was_signed_out() {
    let app = TestApp::start().await;
    let ada = app.visitor();
    let typed = [("password", "not for anybody's eyes"), ("form_token", "not a token")];
    let page = ada.post("/account/sessions/end", &typed).await;
    assert_eq!((page.status, page.location()), (303, "/account/sign-in"));
}

#[actix_web::test]
async fn a_machine_that_fills_the_trap_is_told_the_same_and_kept_apart() {
    let (app, ada) = reader().await;
    let page = ada
        .submit(
            ARTICLE,
            FORM,
            &[("name", "Ada"), ("comment", "Cheap watches."), ("website", "https://spam.example")],
        )
        .await;
    assert!(page.path.starts_with("/receipt/"), "{page:?}");
    let mia = app.moderator("mia").await;
    assert!(!mia.get("/moderation").await.main_text().contains("Cheap watches."));
}

#[actix_web::test]
async fn headers_beyond_measure_are_refused() {
    let (_app, ada) = reader().await;
    let page =
        ada.ask(Method::GET, ARTICLE).header("cookie", &format!("a={}", "x".repeat(33 * 1024))).send().await;
    assert_eq!(page.status, 431);
    for cookie in [
        "__Host-sid=",
        "__Host-sid=nonsense",
        ";;;=;",
        "__Host-sid=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ] {
        let page = ada.ask(Method::GET, "/account").header("cookie", cookie).send().await;
        assert_eq!((page.status, page.location()), (303, "/account/sign-in"), "{cookie:?}");
    }
}
