import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Báo cáo xét nghiệm dương tính',
  intro:
    'Nếu bạn có kết quả dương tính, bạn có thể báo cho những người có thể đã bị phơi nhiễm mà không cần cho biết bạn là ai. Hãy nhập ngày xét nghiệm và số điện thoại di động của bạn. Bạn sẽ nhận được tin nhắn có mã cho ứng dụng.',
  learnMore: 'Tìm hiểu thêm',
  testDate: 'Ngày xét nghiệm',
  dateRange: 'Các ngày hợp lệ: {first} – {last}',
  phone: 'Số điện thoại di động',
  phoneHint: 'Mã sẽ được gửi đến số này.',
  agreement: 'Tôi xác nhận rằng tôi có kết quả dương tính và đây là số điện thoại của chính tôi.',
  submit: 'Yêu cầu mã',
  errorHeading: 'Vui lòng kiểm tra thông tin đã nhập',
  errorAgreement: 'Hãy đánh dấu vào ô để xác nhận trước khi tiếp tục.',
  errorDate: 'Nhập một ngày trong khoảng này: {first} – {last}',
  errorPhoneMissing: 'Nhập số điện thoại của bạn.',
  errorPhoneInvalid: 'Không thể dùng số điện thoại này. Vui lòng kiểm tra lại.',
  errorSms: 'Không thể gửi tin nhắn. Hãy kiểm tra số điện thoại hoặc thử lại sau.',
  errorQuota: 'Đã có quá nhiều yêu cầu mã. Vui lòng thử lại sau.',
  errorInternal: 'Đã xảy ra lỗi. Vui lòng thử lại sau.',
  errorRequest: 'Yêu cầu này không hợp lệ. Hãy quay lại ứng dụng và bắt đầu lại.',
  unavailable: 'Hiện không thể báo cáo. Vui lòng thử lại sau từ ứng dụng.',
  successTitle: 'Đã nhận yêu cầu của bạn',
  success:
    'Bạn sẽ sớm nhận được tin nhắn có mã. Hãy mở tin nhắn trên điện thoại này và làm theo các bước trong ứng dụng.',
}
