# Loads the Vagrantfile named by the first argument as Vagrant would, and prints what it says as JSON.
# The other arguments are those that vagrant itself would have got.
require "json"

# Takes every setting and every call, and gives them back as plain data.
class Recorder
  def initialize
    @settings = {}
    @calls = []
    @parts = {}
  end

  def method_missing(name, *arguments, **options, &block)
    if name.end_with?("=")
      @settings[name.to_s.chomp("=")] = arguments.first
    elsif block
      blocks = Array.new(block.arity.abs) { Recorder.new }
      block.call(*blocks)
      @calls << { call: name, arguments: arguments, options: options, blocks: blocks.map(&:recorded) }
    elsif arguments.empty? && options.empty?
      @settings.fetch(name.to_s) { @parts[name] ||= Recorder.new }
    else
      @calls << { call: name, arguments: arguments, options: options, blocks: [] }
    end
  end

  def respond_to_missing?(*)
    true
  end

  def recorded
    { settings: @settings, calls: @calls, parts: @parts.transform_values(&:recorded) }
  end
end

module Vagrant
  module Errors
    class VagrantError < StandardError; end
  end

  module Util
    class Which
      def self.which(program)
        program
      end
    end
  end

  # All machines that this computer's Vagrant knows, by id.
  class MachineIndex
    def include?(id)
      !find_by_prefix(id).nil?
    end

    protected

    def find_by_prefix(prefix)
      "db5f00d" if "db5f00d".start_with?(prefix)
    end
  end

  # What a plugin is made from; nothing hooks into anything here.
  def self.plugin(_version)
    Class.new do
      define_singleton_method(:name) { |*| "plugin" }
      define_singleton_method(:action_hook) { |*| }
    end
  end

  def self.configure(_version)
    recorder = Recorder.new
    yield recorder
    puts JSON.generate(recorder.recorded)
  end
end

vagrantfile = ARGV.shift
begin
  load vagrantfile
rescue Vagrant::Errors::VagrantError => e
  abort e.message
end
