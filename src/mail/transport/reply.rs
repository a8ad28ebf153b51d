//! What a relay says, and what it means for one letter.

use std::fmt;

use super::Verdict;

/// A reply: its code, its enhanced status (RFC 3463) and, for the greeting alone, its lines.
#[derive(Clone)]
pub(super) struct Reply {
    code: u16,
    status: Option<[u16; 3]>,
    lines: Vec<String>,
}

/// Code and status, never the text: it may hold an address.
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some([class, subject, detail]) => write!(f, "{} {class}.{subject}.{detail}", self.code),
            None => write!(f, "{}", self.code),
        }
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reply({self})")
    }
}

/// The step of a transaction (RFC 5321 section 3.3) that a reply answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// MAIL FROM: the sender.
    Mail,
    /// RCPT TO: the recipient.
    Recipient,
    /// DATA: whether the letter may come.
    Data,
    /// The final dot: the letter itself.
    Letter,
}

impl Reply {
    /// Reads whole lines, from the first digit to the last line's end; `None` if they are no reply.
    pub(super) fn read(lines: &[String]) -> Option<Self> {
        let code: u16 = lines.first()?.get(..3)?.parse().ok()?;
        let same = |line: &String| line.get(..3).and_then(|code| code.parse().ok()) == Some(code);
        let texts = lines.iter().map(|line| line.get(4..).unwrap_or_default().to_owned());
        let lines: Vec<String> =
            texts.zip(lines).map(|(text, line)| same(line).then_some(text)).collect::<Option<_>>()?;
        let status = lines.first().and_then(|text| status(text)).filter(|[class, ..]| *class == code / 100);
        (200..600).contains(&code).then_some(Self { code, status, lines })
    }

    pub(super) const fn is(&self, code: u16) -> bool {
        self.code == code
    }

    pub(super) const fn is_good(&self) -> bool {
        self.code / 100 == 2
    }

    /// Whether a greeting offers `keyword` (RFC 5321 section 4.1.1.1), and with which words after it.
    pub(super) fn offers(&self, keyword: &str) -> Option<String> {
        let offers = self.lines.iter().skip(1).filter_map(|line| {
            let (word, rest) = line.split_once([' ', '=']).unwrap_or((line, ""));
            word.eq_ignore_ascii_case(keyword).then(|| rest.to_ascii_uppercase())
        });
        offers.reduce(|all, more| format!("{all} {more}"))
    }

    pub(super) const fn is_refusal(&self) -> bool {
        matches!(self.code, 400..=599)
    }

    /// Whether the transaction goes on behind this answer to `step`.
    pub(super) fn goes_on_after(&self, step: Step) -> bool {
        if step == Step::Data { self.is(354) } else { self.is_good() }
    }

    /// What a refusal at `step` means for the letter. Only an enhanced status says whose fault it is (RFC 3463 section
    /// 3): a bare `550` to RCPT ends this delivery and says nothing of the address, for a relay that relays for nobody
    /// says it to everybody. Who is refused before any recipient was named is us: then the relay takes nothing.
    pub(super) fn judged(&self, step: Step) -> Verdict {
        let reply = self.to_string();
        match (self.code, self.status, step) {
            // After 503 the relay and we are not at the same step: nothing that it says is about this letter.
            (421 | 530 | 535 | 538, ..)
            | (400..=499, _, Step::Mail)
            | (503, _, Step::Mail | Step::Recipient | Step::Data) => Verdict::Down,
            (400..=499, ..) | (_, Some([_, 2, 2]), _) | (552, None, Step::Recipient) => Verdict::Later(reply),
            (_, Some([_, 1, 7 | 8]), _) => Verdict::Faulty(reply),
            (_, Some([_, 1, _] | [_, 2, 1]), Step::Recipient) => Verdict::Dead { reply, bounced: true },
            (550 | 551 | 553, None, Step::Recipient) | (_, Some([_, 2, _] | [_, 4, 4]), Step::Recipient) => {
                Verdict::Dead { reply, bounced: false }
            }
            _ => Verdict::Faulty(reply),
        }
    }

    /// Whether the relay does not let us in at all: no letter is to blame, and waiting alone does not help.
    pub(super) const fn locks_out(&self) -> bool {
        matches!(self.code, 530 | 535 | 538)
    }
}

fn status(text: &str) -> Option<[u16; 3]> {
    let mut parts = text.split(' ').next()?.splitn(3, '.').map(|part| part.parse::<u16>().ok());
    Some([parts.next()??, parts.next()??, parts.next()??])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reply(text: &str) -> Reply {
        Reply::read(&text.lines().map(str::to_owned).collect::<Vec<_>>()).unwrap()
    }

    fn judged(text: &str, step: Step) -> Verdict {
        reply(text).judged(step)
    }

    #[test]
    fn a_reply_keeps_no_text() {
        let shown = reply("550 5.1.1 <ada@example.org>: no such user").to_string();
        assert_eq!(shown, "550 5.1.1");
        assert_eq!(reply("451 ada@example.org later").to_string(), "451");
        assert_eq!(reply("550 2.0.0 odd").to_string(), "550");
    }

    #[test]
    fn what_is_no_reply_is_refused() {
        for text in ["", "hello", "99 x", "2x0 y", "700 z", "250-a\n251 b", "25"] {
            let lines: Vec<String> = text.lines().map(str::to_owned).collect();
            assert!(Reply::read(&lines).is_none(), "{text}");
        }
    }

    #[test]
    fn a_greeting_says_what_it_offers() {
        let greeting = reply("250-relay\n250-PIPELINING\n250-AUTH PLAIN login\n250 AUTH=CRAM-MD5");
        assert_eq!(greeting.offers("pipelining").as_deref(), Some(""));
        assert_eq!(greeting.offers("AUTH").as_deref(), Some("PLAIN LOGIN CRAM-MD5"));
        assert_eq!(greeting.offers("relay"), None);
    }

    #[test]
    fn refusals_are_the_recipients_the_letters_or_the_relays() {
        let later = |text: &str| Verdict::Later(text.to_owned());
        let dead = |text: &str, bounced| Verdict::Dead { reply: text.to_owned(), bounced };
        let faulty = |text: &str| Verdict::Faulty(text.to_owned());
        assert_eq!(judged("421 4.3.2 bye", Step::Recipient), Verdict::Down);
        assert_eq!(judged("451 4.7.1 grey", Step::Recipient), later("451 4.7.1"));
        assert_eq!(judged("550 5.1.1 nobody", Step::Recipient), dead("550 5.1.1", true));
        assert_eq!(judged("550 nobody", Step::Recipient), dead("550", false));
        assert_eq!(judged("550 5.2.1 closed", Step::Recipient), dead("550 5.2.1", true));
        assert_eq!(judged("551 5.4.4 no host", Step::Recipient), dead("551 5.4.4", false));
        assert_eq!(judged("452 4.3.1 no room", Step::Mail), Verdict::Down);
        assert_eq!(judged("451 4.7.1 milter", Step::Data), later("451 4.7.1"));
        assert_eq!(judged("554 5.7.1 milter", Step::Data), faulty("554 5.7.1"));
        assert_eq!(judged("503 5.5.1 nested MAIL", Step::Mail), Verdict::Down);
        assert_eq!(judged("503 need RCPT", Step::Data), Verdict::Down);
        assert_eq!(judged("552 5.2.2 full", Step::Recipient), later("552 5.2.2"));
        assert_eq!(judged("552 5.2.2 full", Step::Letter), later("552 5.2.2"));
        assert_eq!(judged("550 5.7.1 policy", Step::Recipient), faulty("550 5.7.1"));
        assert_eq!(judged("550 5.1.8 sender", Step::Recipient), faulty("550 5.1.8"));
        assert_eq!(judged("550 5.1.0 sender", Step::Mail), faulty("550 5.1.0"));
        assert_eq!(judged("554 5.6.0 odd", Step::Letter), faulty("554 5.6.0"));
        assert_eq!(judged("535 5.7.8 who", Step::Mail), Verdict::Down);
    }

    proptest! {
        /// What is stored and logged of a refusal is what its [`Verdict`] carries.
        #[test]
        fn whatever_a_relay_says_no_letter_of_it_is_kept(code in 200_u16..600, said in ".{0,60}", more in any::<bool>()) {
            let address = "Original-Recipient: rfc822;ada@example.org";
            let mut lines = vec![format!("{code} {said} <ada@example.org> {address}")];
            if more {
                lines = vec![format!("{code}-{said}"), format!("{code} {address} {said}")];
            }
            let Some(reply) = Reply::read(&lines) else { return Ok(()) };
            for step in [Step::Mail, Step::Recipient, Step::Data, Step::Letter] {
                let kept = match reply.judged(step) {
                    Verdict::Later(kept) | Verdict::Faulty(kept) | Verdict::Dead { reply: kept, .. } => kept,
                    Verdict::Sent | Verdict::Down | Verdict::Unknown => String::new(),
                };
                prop_assert!(kept.chars().all(|letter| letter.is_ascii_digit() || ". ".contains(letter)), "{kept}");
                prop_assert!(kept.len() <= 21, "{kept}");
            }
            let logged = format!("{reply:?}");
            prop_assert!(!logged.contains("ada"));
        }
    }
}
