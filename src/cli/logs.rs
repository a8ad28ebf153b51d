//! The log: on standard error, where the machine's own journal picks it up.
//!
//! Nothing that is logged names a network address, a query string or a person (DESIGN section 8); what stands in the
//! line of a request, [`crate::web::log`] says. A log that
//! cannot be written, on a full disk for example, never stops the site.

use tracing_subscriber::EnvFilter;

/// The variable that says how much is logged.
const VARIABLE: &str = "AMICUS_LOG";

/// Begins to log, by `AMICUS_LOG` or else what an operator should hear of.
pub(super) fn begin(variables: &[(String, String)], serving: bool) {
    let asked = variables.iter().find(|(name, _)| name == VARIABLE).map(|(_, value)| value.as_str());
    // What strangers send for a request or a passkey is no error of ours, and nothing of it belongs into a log.
    let usual = if serving { "info,actix_server=warn,actix_http=off,webauthn_rs=off" } else { "error" };
    let filter = EnvFilter::builder().parse(asked.unwrap_or(usual)).unwrap_or_else(|_| EnvFilter::new(usual));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false);
    if log.log_internal_errors(false).try_init().is_err() {
        tracing::debug!("somebody else logs already");
    }
}
