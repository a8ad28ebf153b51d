//! Every URL of the site.

use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Route};

use crate::web::respond::{as_json, as_page};
use crate::web::route::at;
use crate::web::{assets, headers, log};
use crate::{accounts, alerts, articles, cases, comments, moderation, rules, site};

/// Registers everything: headers and host check outermost, then the API, then the pages.
pub fn routes(services: &mut ServiceConfig) {
    let api = web::scope("/api/v1").wrap(from_fn(as_json)).configure(api).default_service(nothing());
    let pages = web::scope("").wrap(from_fn(as_page)).configure(pages).default_service(nothing());
    let all = web::scope("").wrap(from_fn(headers::guard)).wrap(from_fn(log::each));
    // No scope holds what is asked of no path, as by `OPTIONS *` (RFC 9112 section 3.2.4).
    let beside = nothing().wrap(from_fn(as_page)).wrap(from_fn(headers::guard)).wrap(from_fn(log::each));
    services.service(all.service(api).service(pages)).default_service(beside);
}

fn nothing() -> Route {
    web::to(|| async { HttpResponse::NotFound().finish() })
}

/// What programs read: only what is public.
fn api(urls: &mut ServiceConfig) {
    urls.service(at("/openapi.json").look(site::api::document).done())
        .service(at("/articles").look(articles::api::list).done())
        .service(at("/articles/{slug}").look(articles::api::show).done())
        .service(at("/articles/{slug}/comments").look(comments::api::list).done())
        .service(at("/cases").look(cases::api::list).done())
        .service(at("/cases/{slug}").look(cases::api::show).done())
        .service(at("/cases/{slug}/updates").look(cases::api::updates).done())
        .service(at("/cases/{slug}/updates/{number}").look(cases::api::update).done())
        .service(at("/rules").look(rules::api::list).done())
        .service(at("/transparency").look(site::api::figures).done())
        .service(at("/transparency/log").look(site::api::log).done());
}

fn pages(urls: &mut ServiceConfig) {
    urls.configure(reading)
        .configure(writing)
        .configure(following)
        .configure(account)
        .configure(own)
        .configure(staff)
        .configure(machine);
}

/// The same for everyone, with and without a session.
fn reading(urls: &mut ServiceConfig) {
    use site::pages as site;
    urls.service(at("/").look(site::front).done())
        .service(at("/articles").look(site::articles).done())
        .service(at("/articles/{slug}").look(site::article).done())
        .service(at("/comments/{id}").look(comments::pages::permalink).done())
        .service(at("/cases").look(site::cases).done())
        .service(at("/cases/{slug}").look(site::case).done())
        .service(at("/cases/{slug}/updates").look(site::updates).done())
        .service(at("/cases/{slug}/updates/{number}").look(site::update).done())
        .service(at("/cases/{slug}/feed.atom").look(site::atom).done())
        .service(at("/cases/{slug}/feed.json").look(site::json).done())
        .service(at("/cases/{slug}/hearings.ics").look(site::calendar).done())
        .service(at("/rules").look(rules::pages::show).done())
        .service(at("/privacy").look(site::privacy).done())
        .service(at("/transparency").look(site::figures).done())
        .service(at("/transparency.json").look(site::figures_json).done())
        .service(at("/transparency.csv").look(site::figures_csv).done())
        .service(at("/transparency/log").look(site::public_log).done())
        .service(at("/media/{name}").look(articles::pages::picture).done())
        .service(at("/static/{name}").look(assets::show).done());
}

/// What readers write, and find again by their receipt.
fn writing(urls: &mut ServiceConfig) {
    use comments::pages as comments;
    urls.service(at("/articles/{slug}/comments").act(comments::submit).done())
        .service(at("/comments/{id}/reply").look(comments::answer).done())
        .service(at("/comments/{id}/report").look(comments::show_report).act(comments::send_report).done())
        .service(
            at("/comments/address/{token}").look(comments::ask_address).act(comments::take_address).done(),
        )
        .service(at("/comments/mail/{token}").look(comments::look_mail).act(comments::end_mail).done())
        .service(at("/receipt").look(comments::enter_receipt).act(comments::find_receipt).done())
        .service(at("/receipt/{words}").look(comments::show_receipt).done())
        .service(
            at("/receipt/{words}/edit")
                .look(comments::show_edit_by_receipt)
                .act(comments::edit_by_receipt)
                .done(),
        )
        .service(
            at("/receipt/{words}/appeal")
                .look(comments::show_appeal_by_receipt)
                .act(comments::appeal_by_receipt)
                .done(),
        )
        .service(
            at("/receipt/{words}/demand")
                .look(comments::show_demand_by_receipt)
                .act(comments::answer_by_receipt)
                .done(),
        )
        .service(at("/receipt/{words}/withdraw").act(comments::withdraw_by_receipt).done());
}

/// Mail about a case, without an account: asked for, confirmed, changed, stopped.
fn following(urls: &mut ServiceConfig) {
    use alerts::pages as alerts;
    urls.service(at("/cases/{slug}/subscriptions").act(alerts::subscribe).done())
        .service(at("/subscriptions").look(alerts::enter_address).act(alerts::ask_link).done())
        .service(at("/subscriptions/asked").look(alerts::asked).done())
        .service(
            at("/subscriptions/confirm/{token}").look(alerts::look_confirm).act(alerts::take_confirm).done(),
        )
        .service(at("/subscriptions/{token}").look(alerts::show).act(alerts::manage).done())
        .service(at("/u/{token}").look(alerts::look_leave).act(alerts::take_leave).done());
}

/// A person's own pages.
fn account(urls: &mut ServiceConfig) {
    use accounts::pages::{
        change_password, code, email, first_admin, invitation, overview, passkeys, prove, register, reset,
        second_factor, sessions, sign_in,
    };
    urls.service(at("/account").look(overview::show).done())
        .service(at("/account/register").look(register::show).act(register::send).done())
        .service(
            at("/account/confirm/{token}").look(register::show_confirm).act(register::send_confirm).done(),
        )
        .service(at("/account/sign-in").look(sign_in::show).act(sign_in::send).done())
        .service(at("/account/sign-in/code").look(code::show).act(code::send).done())
        .service(at("/account/sign-out").act(sign_in::out).done())
        .service(at("/account/prove").look(prove::show).act(prove::send).done())
        .service(at("/account/reset").look(reset::show).act(reset::send).done())
        .service(at("/account/reset/{token}").look(reset::show_set).act(reset::send_set).done())
        .service(at("/account/sessions").look(sessions::show).done())
        .service(at("/account/sessions/end").act(sessions::end).done())
        .service(at("/account/sessions/end-others").act(sessions::end_others).done())
        .service(at("/account/password").look(change_password::show).act(change_password::send).done())
        .service(at("/account/email").look(email::show).act(email::send).done())
        .service(at("/account/email/new/{token}").look(email::show_new).act(email::confirm).done())
        .service(at("/account/email/old/{token}").look(email::show_old).act(email::answer).done())
        .service(at("/account/second-factor").look(second_factor::show).act(second_factor::send).done())
        .service(at("/account/second-factor/codes").act(second_factor::renew_codes).done())
        .service(at("/account/second-factor/remove").act(second_factor::remove).done())
        .service(at("/account/second-factor/passkeys").act(passkeys::add).done())
        .service(at("/account/second-factor/passkeys/remove").act(passkeys::remove).done())
        .service(at("/account/invitation/{token}").look(invitation::show).act(invitation::send).done())
        .service(at("/account/first-admin/{token}").look(first_admin::show).act(first_admin::send).done());
}

/// What is a person's own: their comments, what was decided on their account, taking it all along, leaving.
fn own(urls: &mut ServiceConfig) {
    use comments::pages as own;
    urls.service(at("/account/comments").look(own::list_own).done())
        .service(at("/account/comments/{id}/edit").look(own::show_edit_own).act(own::edit_own).done())
        .service(at("/account/comments/{id}/appeal").look(own::show_appeal_own).act(own::appeal_own).done())
        .service(at("/account/comments/{id}/demand").look(own::show_demand_own).act(own::answer_own).done())
        .service(at("/account/comments/{id}/withdraw").act(own::withdraw_own).done())
        .service(
            at("/account/sanctions/{id}")
                .look(moderation::pages::own_sanction)
                .act(moderation::pages::contest)
                .done(),
        )
        .service(at("/account/export").look(site::pages::show_export).act(site::pages::export).done())
        .service(at("/account/erase").look(site::pages::show_erase).act(site::pages::erase).done());
}

/// Moderators', editors' and admins' desks.
fn staff(urls: &mut ServiceConfig) {
    urls.configure(law)
        .configure(moderators)
        .configure(editors)
        .configure(case_editors)
        .configure(releases)
        .configure(admins);
}

/// What the law asks of comments: that they go, and that they are kept.
fn law(urls: &mut ServiceConfig) {
    use moderation::pages::{holds, takedowns};
    urls.service(at("/moderation/takedowns").look(takedowns::list).done())
        .service(at("/moderation/takedowns/{id}").look(takedowns::show).act(takedowns::decide).done())
        .service(
            at("/moderation/comments/{id}/takedown")
                .look(takedowns::show_demand)
                .act(takedowns::record)
                .done(),
        )
        .service(at("/moderation/comments/{id}/hold").look(holds::show).act(holds::act).done());
}

fn moderators(urls: &mut ServiceConfig) {
    use moderation::pages as desk;
    urls.service(at("/moderation").look(desk::queue).done())
        .service(at("/moderation/decisions").look(desk::decisions).done())
        .service(at("/moderation/decisions/today").look(desk::today).done())
        .service(at("/moderation/edits").look(desk::edits).done())
        .service(at("/moderation/reported").look(desk::reported).done())
        .service(at("/moderation/appeals").look(desk::appeals).done())
        .service(at("/moderation/sanctions").look(desk::sanctions).done())
        .service(at("/moderation/sanctions/{id}").act(desk::judge).done())
        .service(at("/moderation/accounts/{id}").look(desk::account).act(desk::impose).done())
        .service(at("/moderation/comments/{id}").look(desk::comment).done())
        .service(at("/moderation/comments/{id}/undo").act(desk::undo).done())
        .service(at("/moderation/comments/{id}/claim").act(desk::colleagues::claim).done())
        .service(at("/moderation/comments/{id}/notes").act(desk::colleagues::note).done())
        .service(at("/moderation/comments/{id}/{deed}").act(desk::decide).done())
        .service(at("/moderation/snippets").look(desk::snippets::list).act(desk::snippets::keep).done())
        .service(
            at("/moderation/snippets/{id}").look(desk::snippets::show).act(desk::snippets::change).done(),
        )
        .service(at("/moderation/snippets/{id}/discard").act(desk::snippets::discard).done())
        .service(at("/moderation/attack").look(desk::attack::show).done())
        .service(at("/moderation/attack/raise").act(desk::attack::raise).done())
        .service(at("/moderation/attack/lower").act(desk::attack::lower).done())
        .service(at("/moderation/attack/hold").act(desk::attack::hold).done())
        .service(at("/moderation/attack/freeze").act(desk::attack::freeze).done())
        .service(at("/moderation/attack/hide").act(desk::attack::hide).done())
        .service(at("/moderation/attack/sessions").act(desk::attack::sessions).done())
        .service(at("/moderation/batches").act(desk::batches::decide).done())
        .service(at("/moderation/batches/{id}").look(desk::batches::show).done())
        .service(at("/moderation/batches/{id}/undo").act(desk::batches::undo).done());
}

fn editors(urls: &mut ServiceConfig) {
    use articles::pages as desk;
    urls.service(at("/editor").look(desk::list).done())
        .service(at("/editor/articles/new").look(desk::blank).act(desk::begin).done())
        .service(at("/editor/articles/{id}").look(desk::desk).act(desk::save).done())
        .service(at("/editor/articles/{id}/revisions").look(desk::revisions).done())
        .service(at("/editor/articles/{id}/revisions/{version}").look(desk::revision).done())
        .service(at("/editor/articles/{id}/corrections").look(desk::corrections).act(desk::correct).done());
}

/// What goes out of a case by mail, and how its sending fares.
fn releases(urls: &mut ServiceConfig) {
    use crate::mail::LetterId;
    use alerts::pages as desk;
    use cases::UpdateId;
    urls.service(at("/editor/updates/{id}/letter").look(desk::letter).done())
        .service(at("/editor/updates/{id}/release").look(desk::show_release).act(desk::release).done())
        .service(at("/editor/updates/{id}/send").look(desk::sending::<UpdateId>).done())
        .service(at("/editor/updates/{id}/send/pause").act(desk::pause::<UpdateId>).done())
        .service(at("/editor/updates/{id}/send/resume").act(desk::resume::<UpdateId>).done())
        .service(at("/editor/updates/{id}/send/cancel").act(desk::cancel::<UpdateId>).done())
        .service(at("/editor/updates/{id}/send/again").act(desk::again::<UpdateId>).done())
        .service(at("/editor/letters").look(desk::letters).done())
        .service(at("/editor/letters/{id}").look(desk::sending::<LetterId>).done())
        .service(at("/editor/letters/{id}/pause").act(desk::pause::<LetterId>).done())
        .service(at("/editor/letters/{id}/resume").act(desk::resume::<LetterId>).done())
        .service(at("/editor/letters/{id}/cancel").act(desk::cancel::<LetterId>).done())
        .service(at("/editor/letters/{id}/again").act(desk::again::<LetterId>).done());
}

/// The desk of cases: their hearings and their updates.
fn case_editors(urls: &mut ServiceConfig) {
    use cases::pages as desk;
    urls.service(at("/editor/cases").look(desk::list).done())
        .service(at("/editor/cases/new").look(desk::blank).act(desk::begin).done())
        .service(at("/editor/cases/{id}").look(desk::desk).act(desk::save).done())
        .service(
            at("/editor/cases/{id}/hearings/new").look(desk::blank_hearing).act(desk::plan_hearing).done(),
        )
        .service(at("/editor/hearings/{id}").look(desk::hearing).act(desk::save_hearing).done())
        .service(at("/editor/cases/{id}/updates/new").look(desk::blank_update).act(desk::begin_update).done())
        .service(at("/editor/updates/{id}").look(desk::update).act(desk::save_update).done())
        .service(at("/editor/updates/{id}/corrections").look(desk::corrections).act(desk::correct).done())
        .service(at("/editor/updates/{id}/retract").look(desk::retraction).act(desk::retract).done());
}

fn admins(urls: &mut ServiceConfig) {
    use accounts::pages::{admin, invitations};
    use alerts::pages::suppressions as alerts;
    use rules::pages as rules;
    urls.service(at("/admin").look(site::pages::admin).done())
        .service(at("/admin/accounts").look(admin::list).done())
        .service(at("/admin/accounts/{id}").look(admin::show).done())
        .service(at("/admin/accounts/{id}/role").act(admin::change_role).done())
        .service(at("/admin/accounts/{id}/disable").act(admin::disable).done())
        .service(at("/admin/accounts/{id}/enable").act(admin::enable).done())
        .service(at("/admin/accounts/{id}/end-sessions").act(admin::end_sessions).done())
        .service(at("/admin/invitations").look(invitations::show).act(invitations::send).done())
        .service(at("/admin/invitations/{id}/revoke").act(invitations::revoke).done())
        .service(at("/admin/suppressions").look(alerts::enter).act(alerts::look_up).done())
        .service(at("/admin/suppressions/stop").act(alerts::end).done())
        .service(at("/admin/suppressions/allow").act(alerts::allow).done())
        .service(at("/admin/audit").look(site::pages::audit).done())
        .service(at("/admin/letters").look(site::pages::letters).done())
        .service(at("/admin/letters/{id}/again").act(site::pages::again).done())
        .service(at("/admin/work").look(site::pages::work).done())
        .service(
            at("/admin/checks").look(comments::pages::show_checks).act(comments::pages::save_checks).done(),
        )
        .service(at("/admin/rules").look(rules::desk).act(rules::add).done())
        .service(at("/admin/rules/{number}").look(rules::edit).act(rules::change).done())
        .service(at("/admin/rules/{number}/retire").act(rules::retire).done());
}

/// What machines ask, and the mailbox of a trial.
fn machine(urls: &mut ServiceConfig) {
    use site::pages as site;
    urls.service(at("/mailbox").look(site::mailbox).done())
        .service(at("/.well-known/security.txt").look(site::security).done())
        .service(at("/robots.txt").look(site::robots).done())
        .service(at("/sitemap.xml").look(site::sitemap).done())
        .service(at("/healthz").look(site::healthz).done())
        .service(at("/readyz").look(site::readyz).done());
}
