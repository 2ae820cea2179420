import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: '양성 검사 결과 신고',
  intro:
    '검사 결과가 양성이면, 본인이 누구인지 밝히지 않고 노출되었을 수 있는 사람들에게 알릴 수 있습니다. 검사 날짜와 휴대전화 번호를 입력하세요. 앱에 사용할 코드가 문자 메시지로 전송됩니다.',
  learnMore: '자세히 알아보기',
  testDate: '검사 날짜',
  dateRange: '가능한 날짜: {first} – {last}',
  phone: '휴대전화 번호',
  phoneHint: '코드는 이 번호로 전송됩니다.',
  agreement: '검사 결과가 양성이며 이 번호가 본인의 전화번호임을 확인합니다.',
  submit: '코드 요청',
  errorHeading: '입력한 내용을 확인하세요',
  errorAgreement: '계속하려면 확인란에 표시하세요.',
  errorDate: '다음 기간 내의 날짜를 입력하세요: {first} – {last}',
  errorPhoneMissing: '전화번호를 입력하세요.',
  errorPhoneInvalid: '이 전화번호는 사용할 수 없습니다. 번호를 확인하세요.',
  errorSms: '문자 메시지를 보내지 못했습니다. 번호를 확인하거나 나중에 다시 시도하세요.',
  errorQuota: '코드 요청이 너무 많습니다. 나중에 다시 시도하세요.',
  errorInternal: '문제가 발생했습니다. 나중에 다시 시도하세요.',
  errorRequest: '유효하지 않은 요청입니다. 앱으로 돌아가 처음부터 다시 시작하세요.',
  unavailable: '지금은 신고할 수 없습니다. 나중에 앱에서 다시 시도하세요.',
  successTitle: '요청이 접수되었습니다',
  success:
    '곧 코드가 담긴 문자 메시지를 받게 됩니다. 이 휴대전화에서 메시지를 열고 앱의 안내를 따르세요.',
}
