"""The report as JUnit XML, as CI servers read test results: a suite for each stage."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from launchready.audit.model import Finding, Report
from launchready.checks.catalogue import STAGES
from launchready.checks.verdict import Status
from launchready.report import words
from launchready.report.plain import plain


def render(report: Report) -> str:
    """Write every finding as a test case, but for what does not apply to the product.

    An open failure is a failure, a fault of ours an error.  What could not be seen, only
    a person can say, or was put off is skipped, with the reason: nothing unseen is among
    the passes.
    """
    root = Element("testsuites", name=plain(report.product, 120), time=f"{report.duration_s:g}")
    told = tuple(f for f in report.findings if f.status is not Status.NOT_APPLICABLE)
    _count(root, told)
    for stage in STAGES:
        own = tuple(finding for finding in told if finding.stage == stage)
        if own:
            _suite(root, stage, own, report)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")


def _suite(root: Element, stage: str, findings: tuple[Finding, ...], report: Report) -> None:
    started = report.started_at.strftime("%Y-%m-%dT%H:%M:%S")
    suite = SubElement(root, "testsuite", name=f"launchready.{stage}", timestamp=started)
    _count(suite, findings)
    for finding in findings:
        name = plain(finding.target)
        case = SubElement(suite, "testcase", classname=finding.check, name=name, time="0")
        _say(case, finding)


def _say(case: Element, finding: Finding) -> None:
    summary = plain(finding.summary)
    match finding.status:
        case Status.FAIL if finding.deferred:
            SubElement(case, "skipped", message=f"{words.put_off(finding)} ({summary})")
        case Status.FAIL:
            failure = SubElement(case, "failure", message=summary, type=str(finding.impact))
            failure.text = _in_full(finding)
        case Status.BROKEN:
            error = SubElement(case, "error", message=summary, type="broken")
            error.text = _in_full(finding)
        case Status.PASS:
            pass
        case _:
            said = words.STATUSES[finding.status]
            SubElement(case, "skipped", message=f"{said}: {summary}")


def _in_full(finding: Finding) -> str:
    seen = [f"{name}: {', '.join(values)}" for name, values in words.evidence(finding)]
    fix = f"Fix ({words.hours(finding.effort_hours)}): " if finding.effort_hours else "Fix: "
    verify = f"Verify: {plain(finding.verify)}"
    return "\n".join([*seen, fix + plain(finding.fix, 1000), verify])


def _count(element: Element, findings: tuple[Finding, ...]) -> None:
    failures = sum(finding.open for finding in findings)
    errors = sum(finding.status is Status.BROKEN for finding in findings)
    passed = sum(finding.status is Status.PASS for finding in findings)
    numbers = {
        "tests": len(findings),
        "failures": failures,
        "errors": errors,
        "skipped": len(findings) - failures - errors - passed,
    }
    for name, number in numbers.items():
        element.set(name, str(number))
