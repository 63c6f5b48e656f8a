"""The kinds of service and ways of answering that the official return of the Friends and Family Test knows."""

from __future__ import annotations

from enum import StrEnum

from feedback.vocabulary.channels import Channel


class FftSetting(StrEnum):
    """The kinds of service that the Friends and Family Test is returned for, each on its own."""

    GP = "gp"
    DENTAL = "dental"
    INPATIENT = "inpatient"
    ACCIDENT_AND_EMERGENCY = "accident-and-emergency"
    OUTPATIENT = "outpatient"
    COMMUNITY = "community"
    MENTAL_HEALTH = "mental-health"
    AMBULANCE = "ambulance"
    PATIENT_TRANSPORT = "patient-transport"
    MATERNITY = "maternity"


#: What they are called in the return, for staff pages too.
FFT_SETTINGS: dict[FftSetting, str] = {
    FftSetting.GP: "GP practice", FftSetting.DENTAL: "Dental practice",
    FftSetting.INPATIENT: "Inpatient and day case", FftSetting.ACCIDENT_AND_EMERGENCY: "A&E",
    FftSetting.OUTPATIENT: "Outpatient", FftSetting.COMMUNITY: "Community health",
    FftSetting.MENTAL_HEALTH: "Mental health", FftSetting.AMBULANCE: "Ambulance",
    FftSetting.PATIENT_TRANSPORT: "Patient transport", FftSetting.MATERNITY: "Maternity",
}  # fmt: skip


class FftMode(StrEnum):
    """How an answer to the Friends and Family Test was collected, as the return asks."""

    SMS = "sms"
    ELECTRONIC_DISCHARGE = "electronic-discharge"
    ELECTRONIC_HOME = "electronic-home"
    PAPER_DISCHARGE = "paper-discharge"
    PAPER_HOME = "paper-home"
    TELEPHONE = "telephone"
    ONLINE = "online"
    OTHER = "other"


FFT_MODES: dict[FftMode, str] = {
    FftMode.SMS: "Text message (SMS)", FftMode.ELECTRONIC_DISCHARGE: "Electronic, at discharge",
    FftMode.ELECTRONIC_HOME: "Electronic, at home", FftMode.PAPER_DISCHARGE: "Paper, at discharge",
    FftMode.PAPER_HOME: "Paper, at home", FftMode.TELEPHONE: "Telephone", FftMode.ONLINE: "Online",
    FftMode.OTHER: "Other",
}  # fmt: skip
#: What a channel counts as, unless somebody said otherwise of a link.
FFT_MODE_OF: dict[Channel, FftMode] = {
    Channel.SMS: FftMode.SMS, Channel.KIOSK: FftMode.ELECTRONIC_DISCHARGE, Channel.PAPER: FftMode.PAPER_DISCHARGE,
    Channel.PHONE: FftMode.TELEPHONE, Channel.WEB: FftMode.ONLINE, Channel.QR: FftMode.ONLINE,
    Channel.EMAIL: FftMode.ONLINE,
}  # fmt: skip
