import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: '报告阳性检测结果',
  intro:
    '如果您的检测结果为阳性，您可以在不透露身份的情况下提醒可能接触过的人。请输入检测日期和您的手机号码。您将收到一条短信，其中包含用于应用的验证码。',
  learnMore: '了解详情',
  testDate: '检测日期',
  dateRange: '可选日期：{first} – {last}',
  phone: '手机号码',
  phoneHint: '验证码将发送到此号码。',
  agreement: '我确认我的检测结果为阳性，并且这是我本人的电话号码。',
  submit: '获取验证码',
  errorHeading: '请检查您输入的内容',
  errorAgreement: '请先勾选此框以确认，然后再继续。',
  errorDate: '请输入此范围内的日期：{first} – {last}',
  errorPhoneMissing: '请输入您的电话号码。',
  errorPhoneInvalid: '此电话号码无法使用，请检查。',
  errorSms: '短信无法发送。请检查号码或稍后再试。',
  errorQuota: '验证码请求过多，请稍后再试。',
  errorInternal: '出现错误，请稍后再试。',
  errorRequest: '此请求无效。请返回应用重新开始。',
  unavailable: '目前无法报告。请稍后从应用中重试。',
  successTitle: '已收到您的请求',
  success: '您很快会收到一条包含验证码的短信。请在此手机上打开短信，并按照应用中的步骤操作。',
}
